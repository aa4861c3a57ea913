import { timeForms } from '../layer-speed/time-forms.ts';
import { fixed, integer, markdownTable } from '../markdown.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';

const sizes = [256, 512, 1024, 2048, 4096, 8192];
const forms = {
  dense: undefined,
  circulant: { use: 'circulant' },
  'blocks of 64': { use: 'circulant', block: 64 },
  'blocks of 512': { use: 'circulant', block: 512 },
} as const;

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
              forms:
                n > 512
                  ? forms
                  : { dense: forms.dense, circulant: forms.circulant, 'blocks of 64': forms['blocks of 64'] },
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
      markdownTable(
        ['n', 'batch', '', 'dense', 'limit', ...Object.keys(forms).slice(1)],
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
            ...Object.keys(forms)
              .slice(1)
              .map((form) => {
                const found = rows.find(
                  (other) =>
                    other.form === form &&
                    other.inputs === row.inputs &&
                    other.batch === row.batch &&
                    other.gradient === row.gradient,
                );
                return found
                  ? `${fixed(found.milliseconds, 2)} (${(milliseconds / Number(found.milliseconds)).toPrecision(2)}×)`
                  : '';
              }),
          ];
        }),
      ),
    ].join('\n\n');
  },
};
