import type { Report } from '@tensorpress/core';
import { formatBytes, formatError, formatRatio, table } from './format.ts';

/** What became of a model, weight by weight, as a table for the terminal. */
export function reportTable({ weights, header, before, after }: Report): string {
  const rows = weights.map((weight) => [
    weight.name,
    weight.shape.join('×'),
    weight.codecs || '–',
    formatBytes(weight.before),
    formatBytes(weight.after),
    formatRatio(weight.before, weight.after),
    formatError(weight.error),
  ]);
  const shown = rows.concat([
    ['names, shapes, topology', '', '', '', formatBytes(header), '', ''],
    ['file', '', '', formatBytes(before), formatBytes(after), formatRatio(before, after), ''],
  ]);
  const notes = weights.flatMap(({ name, notes }) => notes.map((note) => `  ${name} · ${note}`));
  return [
    table(['weight', 'shape', 'codecs', 'before', 'after', 'ratio', 'error'], shown, [0, 1, 2]),
    ...(notes.length > 0 ? ['', 'left as it was:', ...notes] : []),
    '',
  ].join('\n');
}
