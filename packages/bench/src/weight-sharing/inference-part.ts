import type { StageJson } from '@tensorpress/core';
import { timeForms } from '../layer-speed/time-forms.ts';
import { fixed, integer, markdownTable } from '../markdown.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';

const shape = { inputs: 2048, units: 5976 } as const;
const flavours = ['wasm', 'simd'] as const;
const factors = [16, 64, 256, 1024];

/** Forms of a kernel that have so many times fewer parameters. */
const formsOf = (factor: number) =>
  ({
    deepthin: { use: 'deepthin', ratio: 1 / factor },
    svd: { use: 'svd', rank: 1 / factor },
    'tensor-train': { use: 'tensor-train', rank: 1 / factor },
    circulant: { use: 'circulant', block: factor },
    hashnet: { use: 'hashnet', ratio: 1 / factor },
    'multi-hash': { use: 'multi-hash', rank: 1 / factor },
  }) as const satisfies Readonly<Record<string, StageJson>>;

type Form = 'dense' | keyof ReturnType<typeof formsOf>;
const forms = Object.keys(formsOf(2)) as readonly Form[];

/** Milliseconds of a layer at batch 1 whose kernel is not built, beside the dense one. */
export const inferencePart: Part = {
  measure: async () =>
    (
      await timeForms(
        flavours.flatMap((flavour) =>
          factors.flatMap((factor) =>
            [1, 16].map((batch) => ({
              ...shape,
              flavour,
              batch,
              factor,
              forms: { dense: undefined, ...formsOf(factor) },
            })),
          ),
        ),
      )
    ).map((row): Row => ({ ...row })),

  show(rows) {
    const timeOf = ({ flavour, batch, factor }: Row, form: Form) =>
      rows.find((row) => row.flavour === flavour && row.batch === batch && row.factor === factor && row.form === form);
    const dense = rows.filter(({ form }) => form === 'dense');
    const bytes = 4 * shape.inputs * shape.units;
    const slowest = dense
      .filter(({ batch }) => batch === 1)
      .map(({ milliseconds }) => bytes / Number(milliseconds) / 1e6);
    return [
      '### Inference without the kernel',
      `Milliseconds of a dense layer of ${shape.inputs} × ${shape.units} that is called as a layer, and how many times faster than the dense one in the same minute. The dense kernel is ${integer(bytes)} bytes, which a call at batch 1 reads at ${fixed(Math.min(...slowest), 1)}–${fixed(Math.max(...slowest), 1)} GB/s. hashnet and multi-hash build it, which is what they cost. What a product makes ready stays from call to call, as the weights do not change. *wasm* is the stock backend, *simd* the same with @tensorpress/tfjs-kernels.`,
      markdownTable(
        ['size', 'backend', 'batch', 'dense', ...forms],
        dense.map((row) => {
          const whole = Number(row.milliseconds);
          return [
            `1/${row.factor}`,
            `${row.flavour}`,
            `${row.batch}`,
            fixed(whole, 2),
            ...forms.map((form) => {
              const found = Number(timeOf(row, form)?.milliseconds);
              return `${fixed(found, 2)} (${Number((whole / found).toPrecision(2))}×)`;
            }),
          ];
        }),
      ),
      '![Times faster than dense, by size](figures/weight-sharing-inference.svg)',
    ].join('\n\n');
  },
};
