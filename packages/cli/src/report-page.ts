import type { decodeModel } from '@tensorpress/core';
import { papers } from './colours.ts';
import { draw } from './draw.ts';
import { formatBytes, formatError, formatRatio } from './format.ts';
import { histogram, rangeOf } from './histogram.ts';
import { bytesChart, errorChart, type ReportedWeight, valuesChart } from './report-charts.ts';
import type { StockSizes } from './stock-sizes.ts';

/** What the page tells. */
export interface Inspection {
  /** Of the file. */
  readonly name: string;
  /** Bytes of the file, and those of its header in it. */
  readonly total: number;
  readonly header: number;
  readonly weights: readonly Omit<ReportedWeight, 'values'>[];
  readonly stock: StockSizes;
}

type DecodedModel = Awaited<ReturnType<typeof decodeModel>>;

const BINS = 60;
/** Weights whose values are drawn. */
const DRAWN = 9;

/**
 * One HTML page about a model that needs nothing else: charts, then the same numbers in a table.
 * @param now The model, decoded.
 * @param before The original, decoded, where there is one.
 */
export async function reportPage(
  { name, total, header, weights, stock }: Inspection,
  now: DecodedModel,
  before?: DecodedModel,
): Promise<string> {
  const drawn = [...weights]
    .filter((weight) => (now.weights[weight.name]?.data.length ?? 0) > 1)
    .sort((a, b) => b.float32 - a.float32)
    .slice(0, DRAWN)
    .map((weight): ReportedWeight => {
      const [own, old] = [now.weights[weight.name]!.data, before?.weights[weight.name]?.data];
      const [least, most] = rangeOf(own, old ?? []);
      const [from, to] = most > least ? [least, most] : [least - 0.5, least + 0.5];
      const of = (values: ArrayLike<number>) => histogram(values, from, to, BINS);
      return { ...weight, values: { now: of(own), ...(old && { before: of(old) }) } };
    });
  const sections = [
    section('Bytes', await draw('Bytes of each weight, beside those as float32', bytesChart(weights))),
    section(
      'Values of the largest weights',
      await draw('Histograms of the values of the largest weights', valuesChart(drawn)),
      'Counts on a scale of square roots.',
    ),
    ...(before
      ? [
          section(
            'Error against size',
            await draw('The relative error of each weight against its bytes', errorChart(weights)),
            'Errors are relative to the norm of the original weight; a large one need not make the network worse.',
          ),
        ]
      : []),
    section('All weights', table(weights, header, total, before !== undefined)),
  ];
  const title = `${escaped(name)}: ${formatBytes(total)} bytes`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escaped(name)}</h1>
<p class="lead"><strong>${formatBytes(total)}</strong> bytes, <strong>${formatRatio(stock.float32, total)}</strong> smaller than as float32</p>
${wide('Other formats', stockTable(total, stock))}
${sections.join('\n')}
</main>
</body>
</html>
`;
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const section = (heading: string, body: string, note = ''): string =>
  `<section>\n<h2>${heading}</h2>\n${note && `<p>${note}</p>\n`}${wide(heading, body)}\n</section>`;

/** What moves by itself where a window is too narrow for it, by keys too. */
const wide = (label: string, body: string): string =>
  `<div class="wide" tabindex="0" role="group" aria-label="${label}">${body}</div>`;

function stockTable(total: number, stock: StockSizes): string {
  const rows = Object.entries(stock).map(
    ([form, bytes]) =>
      `<tr><th scope="row">${form}</th><td>${formatBytes(bytes)}</td><td>${formatRatio(bytes, total)}</td></tr>`,
  );
  return `<table><thead><tr><th scope="col">stock TensorFlow.js</th><th scope="col">bytes</th><th scope="col">this file is smaller by</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function table(weights: Inspection['weights'], header: number, total: number, compared: boolean): string {
  const head = ['weight', 'shape', 'codecs', 'bytes', 'ratio', ...(compared ? ['error'] : [])];
  const rows = weights.map(({ name, shape, chain, bytes, float32, error }) => [
    name,
    shape.join(' × '),
    chain,
    formatBytes(bytes),
    formatRatio(float32, bytes),
    ...(compared ? [error === undefined ? '–' : formatError(error)] : []),
  ]);
  rows.push(['names, shapes, topology', '', '', formatBytes(header), '', ...(compared ? [''] : [])]);
  rows.push(['the file', '', '', formatBytes(total), '', ...(compared ? [''] : [])]);
  const line = ([first = '', ...cells]: string[]) =>
    `<tr><th scope="row">${escaped(first)}</th>${cells.map((cell, i) => `<td${i < 2 ? ' class="text"' : ''}>${escaped(cell)}</td>`).join('')}</tr>`;
  const titles = head.map((title, i) => `<th scope="col"${i < 3 ? ' class="text"' : ''}>${title}</th>`);
  return `<table><thead><tr>${titles.join('')}</tr></thead><tbody>${rows.map(line).join('')}</tbody></table>`;
}

const STYLE = `
:root { color-scheme: light dark; --ink: #1f2328; --paper: ${papers.light}; --line: #d1d5da; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: ${papers.dark}; --line: #3a3f46; } }
body { margin: 0; color: var(--ink); background: var(--paper); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 900px; margin: 0 auto; padding: 2rem 1rem 4rem; }
h1 { font-size: 1.6rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.15rem; margin: 2.5rem 0 .5rem; }
.lead { font-size: 1.15rem; margin: .25rem 0 1.25rem; }
.wide { overflow-x: auto; }
.wide:focus-visible { outline: 2px solid; outline-offset: 4px; }
svg { display: block; }
table { border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem 1rem .3rem 0; text-align: right; border-bottom: 1px solid var(--line); font-weight: normal; white-space: nowrap; }
thead th { font-weight: 600; }
th[scope=row], th:first-child, .text { text-align: left; }
`;
