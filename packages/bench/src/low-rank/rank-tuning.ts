import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { inWorkers } from '../in-workers.ts';
import { fixed, integer, markdownTable } from '../markdown.ts';
import type { Part } from '../part.ts';
import { type SizeName, side, sizes } from '../sequential-mnist/sizes.ts';
import { type History, trained, type Variant } from '../sequential-mnist/train-sequential.ts';
import type { Row } from '../suite.ts';
import { type PlottedPoint, ratioPlot } from './ratio-plot.ts';
import { HEADLINE, type Job, type Tuned } from './tune-task.ts';

const VARIANTS: Readonly<Record<Variant, string>> = {
  baseline: 'trained as usual',
  'low-rank': 'trained towards low rank',
};

/** The paper's baseline, and what it claims: so many times smaller at a loss within `HEADLINE`. */
const PAPER = { mse: 0.309, ratio: 14 };

/** Validation digits that ranks are chosen on. */
const DIGITS: Readonly<Record<SizeName, number>> = { small: 500, full: 100 };

/** Rank-Tuning beside the strategies that its paper compares it with, on networks trained in two ways. */
export const rankTuningPart: Part = {
  async measure({ sequential = '' }) {
    await trainAll(sequential.split(',').filter(Boolean));
    const jobs: Job[] = [];
    for (const size of ['full', 'small'] as const) {
      for (const variant of Object.keys(VARIANTS) as Variant[]) {
        if (existsSync(new URL('model.json', trained(size, variant))))
          jobs.push({ size, variant, digits: DIGITS[size] });
      }
    }
    const module = new URL('./tune-task.js', import.meta.url);
    const results = await inWorkers<typeof import('./tune-task.ts')>(module, jobs);
    return Promise.all(
      results.map(async (tuned, i): Promise<Row> => {
        const { size, variant, digits } = jobs[i]!;
        const history: History = JSON.parse(await readFile(new URL('history.json', trained(size, variant)), 'utf8'));
        const { seconds, parameters, epochsDone } = history;
        const { units, pooled } = sizes[size];
        const steps = (side / pooled) ** 2 / 2;
        return { size, variant, units, steps, digits, epochs: epochsDone.length, seconds, parameters, ...plain(tuned) };
      }),
    );
  },

  show: (rows) =>
    [
      '### Rank-Tuning on SequentialMNIST',
      `The top half of a digit, pixel by pixel, predicts the bottom half: a bidirectional GRU of two layers, as in the paper (Maison, du Mas des Bourboux, Courtat, 2023), whose baseline has a mean squared error of ${PAPER.mse} and which claims networks up to ${PAPER.ratio} times smaller at no more than ${share(HEADLINE)} relative loss. *Towards low rank* is its nuclear norm regularisation with hard projections. Ranks are chosen on some validation digits; losses are relative to the same network before, and on test digits also to the one that was trained as usual. *For all at once* promises the loss of the whole network, where the published procedure looks at each matrix alone. The ratio counts the parameters of the matrices of the recurrent layers, those of a single row left out, as the paper does; the file has everything in it. \`--set sequential=small-baseline,small-low-rank\` trains the networks first, or goes on where that was interrupted; it takes hours.`,
      networksTable(rows),
      `The smallest that each strategy finds within ${share(HEADLINE)}:`,
      bestTable(rows),
      ...sizesOf(rows).map((size) => `![Loss against ratio, ${size} network](figures/${figureOf(size)})`),
    ].join('\n\n'),
};

/**
 * Trains networks by name, such as `small-baseline`, in a thread for each, from where they were left off, and keeps them as
 * artifacts.
 * @throws Error if there is none of that name
 */
async function trainAll(names: readonly string[]): Promise<void> {
  const jobs = names.map((name) => {
    const all = (Object.keys(sizes) as SizeName[]).flatMap((size) =>
      (Object.keys(VARIANTS) as Variant[]).map((variant) => ({ size, variant })),
    );
    const job = all.find(({ size, variant }) => name === `${size}-${variant}`);
    if (!job) {
      const known = all.map(({ size, variant }) => `${size}-${variant}`).join(', ');
      throw new Error(`rank-tuning: sequential must be some of ${known}, not ${name}`);
    }
    return { ...job, folder: fileURLToPath(new URL(`../../.checkpoints/${name}/`, import.meta.url)) };
  });
  const module = new URL('../sequential-mnist/train-sequential.js', import.meta.url);
  await inWorkers<typeof import('../sequential-mnist/train-sequential.ts')>(module, jobs);
}

/** A plot for each size of network. */
export async function rankTuningFigures(rows: readonly Row[]): Promise<Record<string, string>> {
  const figures: Record<string, string> = {};
  for (const size of sizesOf(rows)) {
    const points = rowsOf(rows, size).flatMap((row) =>
      row.points.map(
        ({ strategy, ratio, validationMse }): PlottedPoint => ({
          training: VARIANTS[row.variant],
          strategy,
          ratio,
          loss: validationMse / row.validationMse - 1,
        }),
      ),
    );
    figures[figureOf(size)] = await ratioPlot(
      points,
      `Relative loss on validation digits, ${size} network; dashed: ${share(HEADLINE)}`,
    );
  }
  return figures;
}

const figureOf = (size: string): string => `rank-tuning-${size}.svg`;

const share = (value: number, digits = 1): string => `${fixed(100 * value, digits)} %`;

interface TunedRow extends Tuned {
  readonly size: SizeName;
  readonly variant: Variant;
  readonly units: number;
  readonly steps: number;
  readonly digits: number;
  readonly epochs: number;
  readonly seconds: number;
  readonly parameters: number;
  /** The test error of the network of that size that was trained as usual. */
  readonly usual: number;
}

const sizesOf = (rows: readonly Row[]): string[] => [...new Set(rows.map(({ size }) => `${size}`))];

function rowsOf(rows: readonly Row[], size: string): TunedRow[] {
  const own: Omit<TunedRow, 'usual'>[] = JSON.parse(JSON.stringify(rows.filter((row) => row.size === size)));
  const [first] = own;
  return own.map((row) => ({ ...row, usual: first!.testMse }));
}

const networksTable = (rows: readonly Row[]): string =>
  markdownTable(
    ['network', 'training', 'parameters', 'epochs', 'hours', 'validation MSE', 'test MSE'],
    sizesOf(rows).flatMap((size) =>
      rowsOf(rows, size).map((row) => [
        `${size}: ${row.units} units, ${row.steps} steps`,
        VARIANTS[row.variant],
        integer(row.parameters),
        fixed(row.epochs, 1),
        fixed(row.seconds / 3600, 1),
        fixed(row.validationMse, 4),
        fixed(row.testMse, 4),
      ]),
    ),
  );

const bestTable = (rows: readonly Row[]): string =>
  markdownTable(
    [
      'network',
      'training',
      'strategy',
      'ratio',
      'validation loss',
      'test loss',
      'than as usual',
      'bytes',
      'file ratio',
    ],
    sizesOf(rows).flatMap((size) =>
      rowsOf(rows, size).flatMap((row) =>
        row.best.map((best) => [
          size,
          VARIANTS[row.variant],
          best.strategy,
          `${fixed(best.ratio, 2)}×`,
          share(best.validationMse / row.validationMse - 1, 2),
          share(best.testMse / row.testMse - 1, 2),
          share(best.testMse / row.usual - 1, 2),
          integer(best.bytes),
          `${fixed(row.bytes / best.bytes, 2)}×`,
        ]),
      ),
    ),
  );

const plain = (tuned: Tuned): Row => JSON.parse(JSON.stringify(tuned));
