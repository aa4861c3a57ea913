import { type Codec, type Context, type Model, mapModel, sizesOf, type Tree } from '@tensorpress/core';
import { fingerprint } from './fingerprint.ts';
import type { Point } from './pareto-front.ts';
import type { RankTuningOptions } from './rank-tuning-options.ts';
import { optionsAt, type Weight } from './weights.ts';

/** The sizes of some weights. */
export type Sizes = ReadonlyMap<Weight, number>;

/** Models with weights of other sizes, measured. */
export interface Trials {
  /** The weight at a size; undefined where it would not be smaller. */
  encode(weight: Weight, size: number): Promise<Tree | undefined>;
  /** The metric with that weight alone at a size; undefined where it would not be smaller. */
  alone(weight: Weight, size: number): Promise<number | undefined>;
  /** The model with all of these sizes, but for weights that would not be smaller. */
  build(sizes: Sizes): Promise<{ readonly model: Model; readonly sizes: Sizes; readonly bytes: number }>;
  /** That model, measured. */
  point(sizes: Sizes): Promise<Point>;
  /** The points so far, in the order in which they were first asked for. */
  readonly points: ReadonlyMap<Point, Sizes>;
}

/** Encodings of a weight that are kept for the next model; more could take any amount of memory. */
const KEPT = 8;

/**
 * Trials on a model.
 * @param onEvaluation Told of each call of `evaluate`, with the path where one weight alone was encoded.
 */
export function trialsOn(
  model: Model,
  codec: Codec,
  options: RankTuningOptions,
  { signal, seed = 0 }: Context,
  onEvaluation: (metrics: Readonly<Record<string, number>>, path?: string) => void,
): Trials {
  const { option, codecOptions, evaluate, cache = new Map<string, number>() } = options;
  const { id, version } = codec;
  const digest = fingerprint([id, version, option, codecOptions, seed, model]);
  const keyOf = (sizes: Sizes) => `${digest} ${JSON.stringify(byPath(sizes))}`;

  const encoded = new Map<Weight, Map<number, Tree | undefined>>();
  const encode = async (weight: Weight, size: number): Promise<Tree | undefined> => {
    const known = encoded.get(weight) ?? new Map<number, Tree | undefined>();
    encoded.set(weight, known);
    let tree = known.get(size);
    if (!known.has(size)) {
      signal?.throwIfAborted();
      const alone: Model = { weights: { [weight.path]: weight.tree } };
      const context = { where: () => true, seed, ...(signal && { signal }) };
      tree = (await codec.compress(alone, optionsAt(codec, options, size), context)).weights[weight.path];
      if (tree === weight.tree) tree = undefined;
    }
    // What was asked for last is what is kept longest.
    known.delete(size);
    known.set(size, tree);
    for (const oldest of known.keys()) {
      if (known.size <= KEPT) break;
      known.delete(oldest);
    }
    return tree;
  };

  const measure = async (sizes: Sizes, build: () => Model): Promise<number> => {
    signal?.throwIfAborted();
    const key = keyOf(sizes);
    const known = cache.get(key);
    // JSON has no NaN, and makes null of it.
    if (known !== undefined) return known ?? Number.NaN;
    const given: unknown = await evaluate(build());
    if (typeof given !== 'number') throw new TypeError(`rank-tuning: evaluate must give a number, not ${typeof given}`);
    const metric = Number.isFinite(given) ? given : Number.NaN;
    cache.set(key, metric);
    const [first, ...others] = sizes;
    if (first && others.length === 0) onEvaluation({ size: first[1], metric }, first[0].path);
    else onEvaluation({ metric });
    return metric;
  };

  const replaced = (trees: ReadonlyMap<Tree, Tree>): Model => mapModel(model, (tree) => trees.get(tree));

  const build: Trials['build'] = async (wanted) => {
    const trees = new Map<Tree, Tree>();
    const sizes = new Map<Weight, number>();
    for (const [weight, size] of wanted) {
      const tree = await encode(weight, size);
      if (!tree) continue;
      trees.set(weight.tree, tree);
      sizes.set(weight, size);
    }
    const built = replaced(trees);
    return { model: built, sizes, bytes: (await sizesOf(built)).total };
  };

  const points = new Map<string, Point>();
  const sizesOfPoints = new Map<Point, Sizes>();
  return {
    encode,
    build,
    points: sizesOfPoints,

    async alone(weight, size) {
      const sizes = new Map([[weight, size]]);
      // A metric that is remembered is one of a model that was smaller.
      const tree = cache.get(keyOf(sizes)) === undefined ? await encode(weight, size) : weight.tree;
      return tree && measure(sizes, () => replaced(new Map([[weight.tree, tree]])));
    },

    async point(wanted) {
      const { model: built, sizes, bytes } = await build(wanted);
      const key = keyOf(sizes);
      const known = points.get(key);
      if (known) return known;
      const metric = await measure(sizes, () => built);
      const point = { sizes: byPath(sizes), bytes, metric };
      points.set(key, point);
      sizesOfPoints.set(point, sizes);
      return point;
    },
  };
}

const byPath = (sizes: Sizes): Record<string, number> =>
  Object.fromEntries([...sizes].map(([{ path }, size]) => [path, size]));
