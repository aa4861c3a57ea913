import type { StageJson } from '@tensorpress/core';
import { timeForms } from '../layer-speed/time-forms.ts';
import { fixed, integer, markdownTable, times } from '../markdown.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';

const sizes = [256, 512, 1024, 2048, 4096, 8192];
const blocks: Readonly<Record<string, number | undefined>> = {
  circulant: undefined,
  'blocks of 8': 8,
  'blocks of 64': 64,
  'blocks of 512': 512,
};
const others = Object.keys(blocks);

/** The forms of a layer of n × n. */
const formsFor = (n: number): Record<string, StageJson | undefined> => ({
  dense: undefined,
  ...Object.fromEntries(
    Object.entries(blocks)
      .filter(([, block = 0]) => block < n)
      .map(([form, block]) => [form, { use: 'circulant', ...(block && { block }) }]),
  ),
});

/** Milliseconds of layers of circulant blocks, beside dense ones, by their size. */
export const speedPart: Part = {
  measure: async () =>
    (
      await timeForms(
        sizes.flatMap((n) =>
          [1, 32].flatMap((batch) =>
            [false, true].map((gradient) => ({
              flavour: 'simd' as const,
              inputs: n,
              units: n,
              batch,
              gradient,
              forms: formsFor(n),
            })),
          ),
        ),
      )
    ).map((row): Row => ({ ...row, gradient: row.gradient ?? false })),

  show(rows) {
    const dense = rows.filter(({ form }) => form === 'dense');
    return [
      '### Layers of circulant blocks',
      'Milliseconds of a layer of n × n that is called as a layer, with @tensorpress/tfjs-kernels, and how many times faster than the dense one in the same minute; *gradient* is that by the parameters and by the inputs, with what both need. *Limit*: at batch 1 the speed at which the dense kernel is read from memory, at batch 32 the multiply-adds.',
      '![Milliseconds against the size of the layer](figures/circulant-speed.svg)',
      markdownTable(
        ['n', 'batch', '', 'dense', 'limit', ...others],
        dense.map((row) => {
          const n = Number(row.inputs);
          const milliseconds = Number(row.milliseconds);
          const rate = row.batch === 1 ? 4 * n * n : n * n * Number(row.batch) * (row.gradient ? 3 : 1);
          return [
            integer(n),
            `${row.batch}`,
            row.gradient ? 'gradient' : 'forward',
            fixed(milliseconds, 2),
            `${fixed(rate / milliseconds / 1e6, 1)} ${row.batch === 1 ? 'GB/s' : 'G/s'}`,
            ...others.map((form) => {
              const found = rows.find((other) => isBeside(other, row) && other.form === form);
              return found ? `${fixed(found.milliseconds, 2)} (${times(timesFaster(row, found))})` : '';
            }),
          ];
        }),
      ),
      '*Breaks even* at the n from which on the layer is faster than the dense one, between two that were measured on a line of logarithms; *growth* is that of the time from 1,024 to 8,192, which is 64 for n², and 10.4 for n·log n.',
      markdownTable(
        ['layer', 'batch', '', 'breaks even', '4,096', '8,192', 'growth'],
        ['dense', ...others].flatMap((form) =>
          [1, 32].flatMap((batch) =>
            [false, true].map((gradient) => {
              const own = rows.filter((row) => row.form === form && row.batch === batch && row.gradient === gradient);
              const at = (n: number) => own.find(({ inputs }) => inputs === n);
              const faster = (row?: Row) => {
                const beside = row && dense.find((other) => isBeside(other, row));
                return beside && row ? timesFaster(beside, row) : Number.NaN;
              };
              const timesAt = (n: number) => (form === 'dense' || !at(n) ? '' : times(faster(at(n))));
              const growth = Number(at(8192)?.milliseconds) / Number(at(1024)?.milliseconds);
              return [
                form,
                `${batch}`,
                gradient ? 'gradient' : 'forward',
                form === 'dense' ? '' : breakEven(own.map((row) => [Number(row.inputs), faster(row)])),
                timesAt(4096),
                timesAt(8192),
                growth > 0 ? times(growth) : '',
              ];
            }),
          ),
        ),
      ),
    ].join('\n\n');
  },
};

const isBeside = (a: Row, b: Row) => a.inputs === b.inputs && a.batch === b.batch && a.gradient === b.gradient;

const timesFaster = (dense: Row, { milliseconds }: Row) => Number(dense.milliseconds) / Number(milliseconds);

/** Where a ratio stays above one from then on, of pairs of sizes and ratios in order of size. */
function breakEven(ratios: readonly (readonly [n: number, ratio: number])[]): string {
  const last = ratios.findLastIndex(([, ratio]) => ratio < 1);
  const [below, above] = [ratios[last], ratios[last + 1]];
  if (!above) return 'nowhere';
  if (!below) return `≤ ${integer(above[0])}`;
  const share = Math.log(1 / below[1]) / Math.log(above[1] / below[1]);
  return integer(Math.round(below[0] * (above[0] / below[0]) ** share));
}
