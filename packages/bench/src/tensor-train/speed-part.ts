import { timeForms } from '../layer-speed/time-forms.ts';
import { fixed, integer, markdownTable, times } from '../markdown.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';

const layers = [
  { inputs: 1024, units: 1024, modes: { inputs: [4, 8, 8, 4], outputs: [4, 8, 8, 4] }, ranks: [2, 8] },
  { inputs: 25_088, units: 4096, modes: { inputs: [2, 7, 8, 8, 7, 4], outputs: [4, 4, 4, 4, 4, 4] }, ranks: [2, 4] },
];

/** Milliseconds of layers whose kernel is a train, beside dense ones. */
export const speedPart: Part = {
  measure: async () =>
    (
      await timeForms(
        layers.flatMap(({ modes, ranks, ...layer }) =>
          [1, 32].flatMap((batch) =>
            [false, true].map((gradient) => ({
              ...layer,
              flavour: 'simd',
              batch,
              gradient,
              forms: {
                dense: undefined,
                ...Object.fromEntries(ranks.map((rank) => [`rank ${rank}`, { use: 'tensor-train', rank, modes }])),
              },
            })),
          ),
        ),
      )
    ).map((row): Row => ({ ...row, gradient: row.gradient ?? false })),

  show(rows) {
    const dense = rows.filter(({ form }) => form === 'dense');
    const others = (row: Row) =>
      rows.filter(
        ({ form, inputs, batch, gradient }) =>
          form !== 'dense' && inputs === row.inputs && batch === row.batch && gradient === row.gradient,
      );
    return [
      '### A layer whose kernel is a train',
      'Milliseconds of a layer that is called as a layer, with @tensorpress/tfjs-kernels, and how many times faster than the dense one in the same minute; *gradient* is that by the parameters and that by the inputs, with what both need. At batch 1 the dense kernel is read once, at the speed of memory in GB/s; at batch 32 it is so many multiply-adds, in billions a second.',
      markdownTable(
        ['layer', 'batch', '', 'dense', 'limit', 'low rank', 'higher rank'],
        dense.map((row) => {
          const { inputs, units, batch, gradient } = row;
          const size = Number(inputs) * Number(units);
          const milliseconds = Number(row.milliseconds);
          const limit =
            batch === 1
              ? `${fixed((4 * size) / milliseconds / 1e6, 1)} GB/s`
              : `${fixed((size * Number(batch) * (gradient ? 3 : 1)) / milliseconds / 1e6, 1)} G/s`;
          return [
            `${integer(inputs)} × ${integer(units)}`,
            `${batch}`,
            gradient ? 'gradient' : 'forward',
            fixed(milliseconds, 2),
            limit,
            ...others(row).flatMap(({ form, milliseconds: found }) => [
              `${form}: ${fixed(found, 2)} (${times(milliseconds / Number(found))})`,
            ]),
          ];
        }),
      ),
    ].join('\n\n');
  },
};
