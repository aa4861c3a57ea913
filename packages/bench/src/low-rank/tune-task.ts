import { fileURLToPath } from 'node:url';
import {
  and,
  compress,
  isNode,
  type Model,
  matching,
  sizeOf,
  type Tensor,
  use,
  type Where,
  write,
} from '@tensorpress/core';
import { type EvaluationCache, type Point, type RankTuningOptions, tuneRanks } from '@tensorpress/rank-tuning';
import { svd } from '@tensorpress/svd';
import { readModel } from '@tensorpress/tfjs';
import type { SizeName } from '../sequential-mnist/sizes.ts';
import { trained, type Variant } from '../sequential-mnist/train-sequential.ts';
import { testMse, validationMse } from '../sequential-mnist/validation-mse.ts';
import { useFlavour } from '../training/flavours.ts';

/** A network to factor, and how many validation digits it is measured on. */
export interface Job {
  readonly size: SizeName;
  readonly variant: Variant;
  readonly digits: number;
}

/** A factored network. */
export interface TunedPoint {
  readonly strategy: string;
  /** What each matrix alone may lose, or what the norm of its error is below, in that of the largest matrix. */
  readonly limit: number | null;
  readonly ranks: Point['sizes'];
  /** How many times fewer parameters there are in the matrices that are looked at. */
  readonly ratio: number;
  readonly bytes: number;
  readonly validationMse: number;
}

/** A network as it was trained, and factored in many ways. */
export interface Tuned {
  readonly bytes: number;
  readonly validationMse: number;
  readonly testMse: number;
  /** How often a network was measured. */
  readonly evaluations: number;
  readonly points: readonly TunedPoint[];
  /** By strategy the one with the highest ratio whose loss on validation digits is within the paper's, and its error on test digits. */
  readonly best: readonly (TunedPoint & { readonly testMse: number })[];
}

/** The paper's headline: at most so much relative loss. */
export const HEADLINE = 0.014;

/** What a matrix alone may lose, relative to the network as it was trained: nothing, the paper's targets, and its headline. */
const LIMITS = [0, 0.002, 0.0065, HEADLINE, 0.0194];

/** Norms, as shares of the largest matrix's; the paper's are for its own matrices. */
const THRESHOLDS = [0.2, 0.35, 0.5];

/** Ranks that strategies with one for all try. */
const RANKS = [1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 28, 32, 40, 48, 56, 64, 72, 80, 90, 100, 110];

/** The matrices of the recurrent layers, but for those of a single row, as in the paper. */
const recurrent: Where = and(matching('gru*/**kernel'), (_, { shape }) => Math.min(...shape) > 1);

/** Factors a network by all strategies. */
export async function run({ size, variant, digits }: Job): Promise<Tuned> {
  await useFlavour('relaxed-simd');
  const model = await readModel(fileURLToPath(new URL('model.json', trained(size, variant))));
  const own = await validationMse(model, digits);

  const cache = new Map<string, number>();
  let evaluations = 0;
  const counting: EvaluationCache = {
    get: (key) => cache.get(key),
    set: (key, metric) => {
      evaluations++;
      cache.set(key, metric);
    },
  };
  const points: TunedPoint[] = [];
  const tune = async (
    options: Partial<RankTuningOptions>,
    { limit = null, name = options.strategy ?? 'rank-tuning' }: { limit?: number | null; name?: string } = {},
  ) => {
    const { points: seen, ...chosen } = await tuneRanks(
      model,
      { codec: svd, evaluate: (small) => validationMse(small, digits), better: 'lower', cache: counting, ...options },
      { where: recurrent },
    );
    // The procedure gives one network for each limit; of others each network that was measured is a result.
    const results = options.tolerance === undefined ? seen.slice(1) : [chosen];
    for (const { sizes: ranks, bytes, metric } of results) {
      points.push({ strategy: name, limit, ranks, ratio: ratioOf(model, ranks), bytes, validationMse: metric });
    }
  };

  for (const tolerance of LIMITS) await tune({ tolerance }, { limit: tolerance });
  await tune({ maxDrop: HEADLINE }, { name: 'rank-tuning for all at once' });
  // However much worse: all that it sees is wanted.
  const sweep = { maxDrop: Number.MAX_VALUE, candidates: RANKS };
  await tune({ ...sweep, strategy: 'same' });
  await tune({ ...sweep, strategy: 'input-hidden' });
  const largest = Math.max(...[...matricesOf(model).values()].map(({ data }) => Math.hypot(...data)));
  for (const share of THRESHOLDS) {
    await tune({ ...sweep, strategy: 'threshold', threshold: share * largest }, { limit: share });
  }

  const best: (TunedPoint & { readonly testMse: number })[] = [];
  for (const strategy of new Set(points.map((point) => point.strategy))) {
    const good = points.filter((p) => p.strategy === strategy && p.validationMse <= own * (1 + HEADLINE));
    const [smallest] = good.sort((a, b) => b.ratio - a.ratio);
    if (smallest) best.push({ ...smallest, testMse: await testMse(await factored(model, smallest.ranks)) });
  }
  const bytes = (await write(model)).length;
  return { bytes, validationMse: own, testMse: await testMse(model), evaluations, points, best };
}

function matricesOf({ weights }: Model): Map<string, Tensor> {
  const matrices = new Map<string, Tensor>();
  for (const [path, tree] of Object.entries(weights)) {
    if (!isNode(tree) && recurrent(path, tree)) matrices.set(path, tree);
  }
  return matrices;
}

function ratioOf(model: Model, ranks: Point['sizes']): number {
  let [before, after] = [0, 0];
  for (const [path, { shape }] of matricesOf(model)) {
    const [m = 0, n = 0] = shape;
    const rank = ranks[path];
    before += sizeOf(shape);
    after += rank === undefined ? sizeOf(shape) : rank * (m + n);
  }
  return before / after;
}

const factored = (model: Model, ranks: Point['sizes']): Promise<Model> =>
  compress(
    model,
    Object.entries(ranks).map(([path, rank]) => use(svd, { rank }, { where: matching(path) })),
  );
