import { fixed, integer, markdownTable } from '../markdown.ts';
import type { Part } from '../part.ts';
import type { Row } from '../suite.ts';
import { startThread } from '../thread.ts';
import { firstDigits } from './first-digits.ts';
import { type Flavour, flavours } from './flavours.ts';
import { inTurn } from './in-turn.ts';
import { type NetworkName, networks } from './networks.ts';
import type { StepsJob } from './step-task.ts';

type Task = typeof import('./step-task.ts');

const names = Object.keys(networks) as NetworkName[];
/** Steps in which losses are compared: rounding adds up. */
const COMPARED = 5;

/** Milliseconds of a training step, by network and flavour. */
export const stepTimes: Part = {
  async measure() {
    const threads = flavours.map((flavour) => ({
      flavour,
      ...startThread<Task>(new URL('./step-task.js', import.meta.url)),
    }));
    try {
      const rows: Row[] = [];
      for (const network of names) rows.push(await stepRow(threads, network));
      return rows;
    } finally {
      await Promise.all(threads.map(({ stop }) => stop()));
    }
  },

  show(rows, others) {
    const peak = Math.max(...others.map(({ simd, product }) => (product ? Number(simd) : 0)));
    const limit = ({ flops }: Row) => Number(flops) / peak / 1e6;
    const [small, large] = ['LeNet-300-100', 'LeNet-5'].map((name) => rows.find(({ network }) => network === name));
    return [
      `Milliseconds per training step. The limit is what the multiplications of a step would take at the ${fixed(peak, 0)} GFLOP/s of the fastest product above. Losses: the largest relative difference from those of the cpu backend in the first steps, at most ${COMPARED}.`,
      markdownTable(
        ['network', 'batch', 'cpu', 'wasm', 'simd', 'relaxed', '× cpu', '× wasm', 'limit', 'of it', 'losses'],
        rows.map((row) => [
          `${row.network}`,
          `${row.batch}`,
          ...flavours.map((flavour) => timeOf(row, flavour)),
          times(row.cpu, row.simd),
          times(row.wasm, row.simd),
          // There is no peak where no products were measured.
          peak > 0 ? fixed(limit(row), 1) : '–',
          peak > 0 ? `${fixed((100 * limit(row)) / Number(row.simd), 0)} %` : '–',
          typeof row.difference === 'number' ? row.difference.toExponential(0) : '–',
        ]),
      ),
      rows.map(({ network, layers }) => `${network}: ${layers}.`).join(' '),
      `A step of LeNet-5 takes ${times(large?.simd, small?.simd)} as long as one of LeNet-300-100.`,
    ].join('\n\n');
  },
};

/** The time that a network takes on a flavour for a step, or why it takes none. */
export function timeOf(row: Row, flavour: Flavour): string {
  const milliseconds = row[flavour];
  if (typeof milliseconds !== 'number') return `${row[`${flavour} fails`] ?? '–'}`;
  return milliseconds < 100 ? fixed(milliseconds, 1) : integer(fixed(milliseconds, 0));
}

interface StepThread {
  readonly flavour: Flavour;
  run(job: StepsJob): ReturnType<Task['run']>;
}

async function stepRow(threads: readonly StepThread[], network: NetworkName): Promise<Row> {
  const { layers, batchSize } = networks[network];
  const part = firstDigits(batchSize);
  const losses = new Map<Flavour, readonly number[]>();
  const failures: [string, string][] = [];
  let flops = 0;
  const contenders = threads.map(({ flavour, run }) => {
    const measure = async () => {
      const done = await run({ flavour, network, digits: part, seconds: 1 });
      if ('failure' in done) {
        failures.push([`${flavour} fails`, done.failure]);
        return [];
      }
      losses.set(flavour, done.losses.slice(0, COMPARED));
      flops = done.flops;
      return done.milliseconds;
    };
    return [flavour, measure] as const;
  });
  const milliseconds = await inTurn(new Map(contenders));
  return {
    network,
    layers,
    batch: batchSize,
    flops,
    ...Object.fromEntries(milliseconds),
    ...Object.fromEntries(failures),
    difference: differenceOf(losses.get('simd'), losses.get('cpu')),
  };
}

/** The largest relative difference, or null where there is nothing to compare. */
function differenceOf(actual: readonly number[] = [], expected: readonly number[] = []): number | null {
  const both = expected.slice(0, actual.length);
  return both.length > 0 ? Math.max(...both.map((loss, i) => Math.abs(actual[i]! / loss - 1))) : null;
}

const times = (value: unknown, of: unknown): string =>
  typeof value === 'number' && typeof of === 'number' ? `${fixed(value / of, 1)}×` : '–';
