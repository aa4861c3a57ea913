import type { Report } from '@tensorpress/core';
import { chainOf, formatBytes, formatError, formatRatio, table } from './format.ts';

const some = (names: readonly string[]): string =>
  names.length > 4 ? `${names.slice(0, 3).join(', ')} and ${names.length - 3} more` : names.join(', ');

/** What became of a model, weight by weight, as a table for the terminal. */
export function reportTable({ weights, header, before, after }: Report): string {
  const rows = weights.map((weight) => [
    weight.name,
    weight.shape.join('×'),
    chainOf(weight.codecs),
    formatBytes(weight.before),
    formatBytes(weight.after),
    formatRatio(weight.before, weight.after),
    formatError(weight.error),
  ]);
  const shown = rows.concat([
    ['names, shapes, topology', '', '', '', formatBytes(header), '', ''],
    ['file', '', '', formatBytes(before), formatBytes(after), formatRatio(before, after), ''],
  ]);
  const left = new Map<string, string[]>();
  for (const { name, notes } of weights) for (const note of notes) left.set(note, [...(left.get(note) ?? []), name]);
  const notes = [...left].map(([note, names]) => `  ${note} · ${some(names)}`);
  return [
    table(['weight', 'shape', 'codecs', 'before', 'after', 'ratio', 'error'], shown, [0, 1, 2]),
    ...(notes.length > 0 ? ['', 'left as it was:', ...notes] : []),
    '',
  ].join('\n');
}
