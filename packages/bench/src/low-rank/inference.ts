import { fixed, markdownTable } from '../markdown.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';
import { startThread } from '../thread.ts';
import { inTurn } from '../training/in-turn.ts';
import { type Shape, STEPS } from './inference-task.ts';

type Task = typeof import('./inference-task.ts');

const shapes: readonly Shape[] = [
  { layer: 'Dense', units: 1024 },
  { layer: 'Dense', units: 2048 },
  { layer: 'GRU', units: 256 },
  { layer: 'GRU', units: 512 },
];
const flavours = ['wasm', 'simd'] as const;
const batches = [1, 32];
/** Ranks, as shares of the one at which factors have as many parameters as their product. */
const shares = [1 / 16, 1 / 8, 1 / 4, 1 / 2, 1];
const nameOf = (share: number): string => (share === 1 ? 'equal size' : `1/${1 / share}`);

/** m·n / (m + n) of the kernels of a layer. */
const equalRank = ({ layer, units }: Shape): number => (layer === 'Dense' ? units / 2 : (3 * units) / 4);

/** Milliseconds of inference with factored kernels, beside a stock model. */
export const inferenceTimes: Part = {
  async measure() {
    const rows: Row[] = [];
    for (const flavour of flavours) {
      const thread = startThread<Task>(new URL('./inference-task.js', import.meta.url));
      try {
        for (const shape of shapes) {
          const ranks = shares.map((share) => share * equalRank(shape));
          for (const batch of batches) {
            const contenders = (['stock', 'whole', ...ranks] as const).map(
              (kernels) =>
                [`${kernels}`, () => thread.run({ ...shape, flavour, batch, kernels, milliseconds: 150 })] as const,
            );
            const times = await inTurn(new Map(contenders));
            const factored = ranks.map((rank) => times.get(`${rank}`)!);
            const { stock, whole } = Object.fromEntries(times);
            rows.push({ flavour, ...shape, batch, stock: stock!, whole: whole!, ranks, factored });
          }
        }
      } finally {
        await thread.stop();
      }
    }
    return rows;
  },

  show: (rows) =>
    [
      '### Inference with factors',
      `Milliseconds of a call, and how many times faster than the stock layer. GRUs take ${STEPS} steps. Ranks are shares of m·n / (m + n), where both factors have as many parameters as the kernel; *gain to* is the rank up to which factors are faster than the stock layer (and than *whole*, a kernel that is not factored but called in the same way), by lines between the ranks measured. *wasm* is the stock backend, *simd* the same with @tensorpress/tfjs-kernels.`,
      markdownTable(
        ['layer', 'backend', 'batch', 'stock', 'whole', ...shares.map(nameOf), 'm·n / (m + n)', 'gain to'],
        rows.map((row) => {
          const stock = Number(row.stock);
          const [ranks, factored] = [numbersOf(row.ranks), numbersOf(row.factored)];
          const cell = (time: number) => `${fixed(time, time < 10 ? 2 : 1)} (${fixed(stock / time, 1)}×)`;
          return [
            `${row.layer} ${row.units}`,
            `${row.flavour}`,
            `${row.batch}`,
            fixed(stock, stock < 10 ? 2 : 1),
            cell(Number(row.whole)),
            ...factored.map(cell),
            `${ranks.at(-1)}`,
            [stock, Number(row.whole)].map((time) => breakEven(ranks, factored, time)).join(' / '),
          ];
        }),
      ),
    ].join('\n\n'),
};

const numbersOf = (value: unknown): number[] => (Array.isArray(value) ? value.map(Number) : []);

/** The rank at which what takes these times takes as long as something else. */
export function breakEven(ranks: readonly number[], times: readonly number[], other: number): string {
  const at = times.findIndex((time) => time > other);
  if (at === -1) return `≥ ${ranks.at(-1)}`;
  if (at === 0) return `< ${ranks[0]}`;
  const [from, to] = [times[at - 1]!, times[at]!];
  return fixed(ranks[at - 1]! + ((other - from) / (to - from)) * (ranks[at]! - ranks[at - 1]!), 0);
}
