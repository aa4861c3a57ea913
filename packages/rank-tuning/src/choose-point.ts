import { type Codec, OptionError } from '@tensorpress/core';
import { lowerEach } from './lower-each.ts';
import { lowest } from './lowest.ts';
import type { Point } from './pareto-front.ts';
import { raiseEach } from './raise-each.ts';
import type { RankTuningOptions } from './rank-tuning-options.ts';
import { measureSameSizes, unionOf } from './same-sizes.ts';
import type { Sizes, Trials } from './trials.ts';
import type { Weight } from './weights.ts';

// What each weight by itself may lose is looked for from the most that it can be down to a 4096th of it, then at nothing.
const HALVES = 12;
const STEPS_PER_HALF = 10;
const LIMITS = HALVES * STEPS_PER_HALF + 2;

const limitsBelow = (most: number): number[] =>
  most > 0 ? Array.from({ length: LIMITS }, (_, i) => (i < LIMITS - 1 ? most * 2 ** (-i / STEPS_PER_HALF) : 0)) : [0];

/** How often `choosePoint` tells of a step, at most. */
export function stepsOf(weights: readonly Weight[], { strategy, tolerance }: RankTuningOptions): number {
  if (strategy !== 'rank-tuning') return unionOf(weights).length;
  return weights.length * (tolerance === undefined ? Math.ceil(Math.log2(LIMITS + 1)) : 1);
}

/**
 * Measures models, and gives the one to take.
 * @throws OptionError if the target is better than the model itself, or `maxBytes` is less than can be had.
 */
export async function choosePoint(
  trials: Trials,
  weights: readonly Weight[],
  codec: Codec,
  options: RankTuningOptions,
  step: () => void,
): Promise<Point> {
  const { better, maxDrop, target, maxBytes = Number.POSITIVE_INFINITY, tolerance, strategy } = options;
  const dense = await trials.point(new Map());
  if (Number.isNaN(dense.metric)) throw new TypeError('rank-tuning: evaluate must give a finite number for the model');

  const lossOf = (metric: number): number => {
    if (Number.isNaN(metric)) return Number.POSITIVE_INFINITY;
    return better === 'higher' ? dense.metric - metric : metric - dense.metric;
  };
  const share = (drop: number) => drop * Math.abs(dense.metric);
  const sizesWithin = async (limit: number): Promise<Sizes> => {
    const sizes = new Map<Weight, number>();
    for (const weight of weights) {
      const judge = async (index: number) => {
        const metric = await trials.alone(weight, weight.sizes[index]!);
        return metric === undefined ? 'beyond' : lossOf(metric) <= limit ? 'good' : 'bad';
      };
      const index = await lowest(weight.sizes.length, judge, options.search);
      if (index !== undefined) sizes.set(weight, weight.sizes[index]!);
      step();
    }
    return sizes;
  };

  if (tolerance !== undefined) return trials.point(await sizesWithin(share(tolerance)));

  const most = target !== undefined ? lossOf(target) : maxDrop !== undefined ? share(maxDrop) : undefined;
  if (most !== undefined && most < 0)
    throw new OptionError(`rank-tuning: target must be no better than the ${dense.metric} of the model, not ${target}`);
  const isGood = ({ metric }: Point) => lossOf(metric) <= (most ?? Number.MAX_VALUE);

  const byBytes = (a: Point, b: Point) => a.bytes - b.bytes;
  const byLoss = (a: Point, b: Point) => lossOf(a.metric) - lossOf(b.metric);
  const best = (): Point =>
    bestOf([...trials.points.keys()].filter(isGood), maxBytes, (a, b) =>
      most === undefined ? byLoss(a, b) || byBytes(a, b) : byBytes(a, b) || byLoss(a, b),
    );
  if (strategy !== 'rank-tuning') {
    await measureSameSizes(trials, weights, codec, options, step);
  } else if (most !== undefined) {
    // All weights together lose more than each alone, so each may lose at most what all may.
    const limits = limitsBelow(most);
    const judge = async (i: number) => (isGood(await trials.point(await sizesWithin(limits[i]!))) ? 'good' : 'bad');
    await lowest(limits.length, judge, 'bisection');
    const [smallest] = [...trials.points.keys()].filter(isGood).sort(byBytes);
    await lowerEach(trials, weights, trials.points.get(smallest!)!, isGood);
  } else if (dense.bytes > maxBytes) {
    const smallest = new Map(weights.flatMap((weight) => weight.sizes.slice(0, 1).map((size) => [weight, size])));
    await fitBytes(trials, smallest, maxBytes, lossOf, sizesWithin);
    await raiseEach(trials, weights, trials.points.get(best())!, maxBytes, lossOf);
  }
  return best();
}

/** Measures models of few enough bytes: one with the smallest limit of what each weight may lose, and some with larger ones. */
async function fitBytes(
  trials: Trials,
  smallest: Sizes,
  maxBytes: number,
  lossOf: (metric: number) => number,
  sizesWithin: (limit: number) => Promise<Sizes>,
): Promise<void> {
  const { bytes } = await trials.build(smallest);
  if (bytes > maxBytes) throw tooFewBytes(bytes, maxBytes);
  let most = 0;
  for (const [weight, size] of smallest) {
    const metric = await trials.alone(weight, size);
    const loss = metric === undefined ? 0 : lossOf(metric);
    if (Number.isFinite(loss)) most = Math.max(most, loss);
  }
  const limits = limitsBelow(most).reverse();
  const judge = async (i: number) => {
    const sizes = await sizesWithin(limits[i]!);
    if ((await trials.build(sizes)).bytes > maxBytes) return 'bad';
    await trials.point(sizes);
    return 'good';
  };
  // Weights that must be so small that the metric is no number are within no limit.
  if ((await lowest(limits.length, judge, 'bisection')) === undefined) await trials.point(smallest);
}

/** @throws OptionError if all points take more bytes. */
function bestOf(points: readonly Point[], maxBytes: number, compare: (a: Point, b: Point) => number): Point {
  const [best] = points.filter(({ bytes }) => bytes <= maxBytes).sort(compare);
  if (best) return best;
  throw tooFewBytes(Math.min(...points.map(({ bytes }) => bytes)), maxBytes);
}

const tooFewBytes = (least: number, maxBytes: number) =>
  new OptionError(`rank-tuning: maxBytes must be at least ${least}, the smallest file that there is, not ${maxBytes}`);
