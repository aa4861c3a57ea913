import { fixed, integer, markdownTable } from '../markdown.ts';
import { median } from '../median.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';
import { startThread } from '../thread.ts';
import type { Form, Inference } from './inference-task.ts';

type Task = typeof import('./inference-task.ts');

const shape = { inputs: 2048, units: 5976 } as const;
const flavours = ['wasm', 'simd'] as const;
const forms: readonly Form[] = ['deepthin', 'svd', 'hashnet', 'multi-hash'];
const factors = [16, 64, 256, 1024];
const ROUNDS = 5;

/** Milliseconds of a layer at batch 1 whose kernel is not built, beside the dense one. */
export const inferencePart: Part = {
  async measure() {
    const rows: Row[] = [];
    for (const flavour of flavours) {
      const thread = startThread<Task>(new URL('./inference-task.js', import.meta.url));
      try {
        for (const batch of [1, 16]) {
          const time = (form: Form, factor: number) =>
            thread.run({
              ...shape,
              flavour,
              form,
              ratio: 1 / factor,
              batch,
              milliseconds: form === 'dense' || form === 'deepthin' ? 200 : 60,
            });
          for (const factor of factors) {
            const results = new Map<Form, Inference[]>();
            for (let round = 0; round < ROUNDS; round++) {
              for (const form of ['dense', ...forms] as const) {
                results.set(form, [...(results.get(form) ?? []), await time(form, form === 'dense' ? 1 : factor)]);
              }
            }
            for (const [form, all] of results) {
              const [{ parameters, difference }] = all as [Inference];
              const milliseconds = median(all.flatMap(({ times }) => times));
              rows.push({ flavour, batch, factor, form, parameters, difference, milliseconds });
            }
          }
        }
      } finally {
        await thread.stop();
      }
    }
    return rows;
  },

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
      `Milliseconds of a dense layer of ${shape.inputs} × ${shape.units} that is called as a layer, everything that it prepares counted, and how many times faster than the dense one in the same minute. The dense kernel is ${integer(bytes)} bytes, which a call at batch 1 reads at ${fixed(Math.min(...slowest), 1)}–${fixed(Math.max(...slowest), 1)} GB/s. deepthin and svd never build it; hashnet and multi-hash do, which is what they cost. *wasm* is the stock backend, *simd* the same with @tensorpress/tfjs-kernels.`,
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
              return `${fixed(found, 2)} (${(whole / found).toPrecision(2)}×)`;
            }),
          ];
        }),
      ),
      '![Times faster than dense, by size](figures/weight-sharing-inference.svg)',
    ].join('\n\n');
  },
};
