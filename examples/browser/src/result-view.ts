import { chart } from './chart.ts';
import { byId, element } from './dom.ts';
import { formatBytes, formatCount, formatMilliseconds, formatPercent, formatRatio } from './format.ts';
import type { Layer } from './layers-of.ts';
import type { Outcome } from './task.ts';

/** What the page knows of a model and what became of it. */
export interface Result {
  readonly outcome: Outcome;
  /** Bytes of the files of both. */
  readonly before: number;
  readonly after: number;
  /** Whether the model as it was is known, not only what is in the file. */
  readonly compared: boolean;
  readonly download?: { readonly name: string; readonly file: Uint8Array<ArrayBuffer> };
}

/** Milliseconds, measured here. */
export interface Times {
  readonly backend: string;
  /** Of a prediction, as it was (if that is known) and compressed. */
  readonly predictions: readonly number[];
  /** From the bytes of the file to the network. */
  readonly loading: number;
}

/** Where it is told what became of a model. */
export interface ResultView {
  show(result: Result | undefined): void;
  showTimes(times: Times | undefined): void;
}

/** Shows numbers, a chart that fits the page, a table, and the file. */
export function resultView(): ResultView {
  const section = byId('result', HTMLElement);
  const [space, honest] = [byId('chart', HTMLElement), byId('honest', HTMLElement)];
  const download = byId('download', HTMLElement);
  let url = '';
  const numbers = byId('layers', HTMLTableElement);
  // What scrolls must be reached by keyboard in every browser.
  if (numbers.parentElement) numbers.parentElement.tabIndex = 0;
  let shown: Result | undefined;
  let drawn: { result: Result; width: number } | undefined;
  let drawing = Promise.resolve();

  const draw = async () => {
    const width = Math.floor(space.clientWidth);
    if (!shown || width === 0 || (drawn?.result === shown && drawn.width === width)) return;
    drawn = { result: shown, width };
    const { outcome, compared } = shown;
    const { drawChart } = await import('./draw-chart.ts');
    await drawChart(space, chart(outcome.layers, width, compared), chartLabel(outcome, compared));
  };
  // One after the other, so that the last one stays.
  new ResizeObserver(() => {
    drawing = drawing.then(draw, draw);
  }).observe(space);

  return {
    show(result) {
      shown = result;
      section.hidden = !result;
      URL.revokeObjectURL(url);
      download.replaceChildren();
      honest.textContent = '';
      if (!result) return;
      const { outcome, before, after, compared } = result;
      byId('result-name', HTMLElement).textContent = compared ? 'What came out' : 'What is in the file';
      byId('figures', HTMLElement).replaceChildren(
        ...figure('The file', formatBytes(after), `${compared ? 'was' : 'as float32'} ${formatBytes(before)}`),
        ...figure('Smaller by', formatRatio(before, after), `${formatPercent(after / before)} of what it was`),
        ...(compared
          ? figure(
              'Weights differ by',
              formatPercent(outcome.error),
              'of their norm, where changed; see below what it means',
            )
          : []),
      );
      if (result.download) {
        const { name, file } = result.download;
        url = URL.createObjectURL(new Blob([file], { type: 'application/octet-stream' }));
        const link = element('a', { className: 'button primary', href: url, download: name }, `Download ${name}`);
        const note = `${formatBytes(file.length)}; drop it on this page again, or load it in yours`;
        download.append(link, element('span', { className: 'hint' }, note));
      }
      numbers.replaceChildren(...table(outcome, compared));
      drawing = drawing.then(draw, draw);
    },
    showTimes(times) {
      honest.replaceChildren(...(times && shown ? honestly(shown, times) : []));
    },
  };
}

const figure = (name: string, value: string, note: string): HTMLElement[] => [
  element('div', {}, element('dt', {}, name), element('dd', { className: 'value' }, value), element('dd', {}, note)),
];

/** What falls and what does not. */
function honestly({ before, after, compared }: Result, { backend, predictions, loading }: Times): (Node | string)[] {
  const [was, now = was] = predictions;
  const time = compared
    ? `a prediction takes ${formatMilliseconds(was!)} with the network as it was and ${formatMilliseconds(now!)} with the compressed one`
    : `a prediction takes ${formatMilliseconds(was!)}`;
  return [
    element('strong', {}, after < before ? 'What falls' : 'What should fall, but does not here,'),
    ` is what has to be sent and stored: ${formatCount(before)} → ${formatBytes(after)}. `,
    element('strong', {}, 'What does not'),
    ` is time and memory once it is loaded: ${time} (median, here, on ${backend}), because the weights are decoded first, which took ${formatMilliseconds(loading)}, loading the codecs included.`,
  ];
}

const chartLabel = ({ layers }: Outcome, compared: boolean): string =>
  `Bars of ${layers.length} layers: bytes before and after${compared ? ', and relative error' : ''}; the table below has the numbers`;

function table({ layers, header, before, after, error }: Outcome, compared: boolean): HTMLElement[] {
  const titles = ['Layer', compared ? 'Bytes before' : 'As float32', compared ? 'After' : 'Bytes', 'Smaller by'];
  const head = [...titles, ...(compared ? ['Error'] : []), 'How'];
  const row = (name: string, was: number, now: number, off: number | undefined, how: string) =>
    element(
      'tr',
      {},
      element('th', { scope: 'row' }, name),
      ...[
        formatCount(was),
        formatCount(now),
        formatRatio(was, now),
        ...(compared ? [off === undefined ? '' : formatPercent(off)] : []),
      ].map((text) => element('td', {}, text)),
      element('td', { className: 'text' }, how),
    );
  const rest = before - layers.reduce((sum, layer) => sum + layer.before, 0);
  return [
    element('thead', {}, element('tr', {}, ...head.map((title) => element('th', { scope: 'col' }, title)))),
    element(
      'tbody',
      {},
      ...layers.map((layer) => row(layer.name, layer.before, layer.after, layer.error, howOf(layer))),
      row('names, shapes, topology', rest, header, undefined, 'deflate'),
    ),
    element('tfoot', {}, row('as .tpress files', before, after, error, '')),
  ];
}

const howOf = ({ codecs, notes }: Layer): string => (codecs.length > 0 ? codecs : notes).join('; ') || 'as it was';
