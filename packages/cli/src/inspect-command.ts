import { basename } from 'node:path';
import { decodeModel, report, sizeOf } from '@tensorpress/core';
import { chainOf, formatBytes, formatError, formatRatio, table } from './format.ts';
import { loadModel } from './load-model.ts';
import { registryFor } from './registry-for.ts';
import { type StockSizes, stockSizes } from './stock-sizes.ts';
import { checkOutput, writeWhole } from './write-output.ts';

interface Options {
  readonly against?: string;
  readonly plugin: readonly string[];
  readonly html?: string;
  readonly force?: boolean;
  readonly json?: boolean;
}

/** `tensorpress inspect FILE`. */
export async function inspectCommand(path: string, options: Options): Promise<void> {
  const { against, plugin, html, force, json } = options;
  if (html !== undefined) await checkOutput(html, force);
  const registry = await registryFor(plugin);
  const model = await loadModel(path);
  const original = against === undefined ? undefined : await loadModel(against);
  const { weights, header, after: total } = await report(original ?? model, model, registry);
  const rows = weights.map(({ name, shape, codecs, after, error }) => ({
    name,
    shape,
    dtype: model.weights[name]!.dtype,
    codecs,
    bytes: after,
    float32: sizeOf(shape) * 4,
    ...(original && { error }),
  }));
  const decoded = await decodeModel(model, registry);
  const stock = await stockSizes(decoded, registry);
  const result = { path, total, header, weights: rows, stock };
  if (html !== undefined) {
    const { reportPage } = await import('./report-page.ts');
    const reported = rows.map((row) => ({ ...row, chain: chainOf(row.codecs).replace('–', 'as it is') }));
    const before = original && (await decodeModel(original, registry));
    const page = await reportPage({ ...result, name: basename(path), weights: reported }, decoded, before);
    await writeWhole(html, new TextEncoder().encode(page));
  }
  process.stdout.write(json ? `${JSON.stringify(result)}\n` : `${inspectTable(result)}\n`);
}

interface Row {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  readonly codecs: string;
  readonly bytes: number;
  readonly float32: number;
  readonly error?: number;
}

function inspectTable({
  total,
  header,
  weights,
  stock,
}: {
  total: number;
  header: number;
  weights: Row[];
  stock: StockSizes;
}) {
  const rows = weights.map(({ name, shape, dtype, codecs, bytes, float32, error }) => [
    name,
    `${dtype} ${shape.join('×')}`,
    chainOf(codecs),
    formatBytes(bytes),
    formatRatio(float32, bytes),
    error === undefined ? '–' : formatError(error),
  ]);
  const elements = weights.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return [
    table(
      ['weight', 'shape', 'codecs', 'bytes', 'ratio', 'error'],
      rows.concat([['names, shapes, topology', '', '', formatBytes(header), '', '']]),
      [0, 1, 2],
    ),
    '',
    table(
      [`${formatBytes(elements)} parameters as`, 'bytes', 'this file is'],
      [
        ['this file', formatBytes(total), ''],
        ...Object.entries(stock).map(([name, bytes]) => [
          name,
          formatBytes(bytes),
          `${formatRatio(bytes, total)} smaller`,
        ]),
      ],
    ),
  ].join('\n');
}
