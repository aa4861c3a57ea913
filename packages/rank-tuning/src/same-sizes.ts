import { type Codec, decode } from '@tensorpress/core';
import type { RankTuningOptions } from './rank-tuning-options.ts';
import type { Trials } from './trials.ts';
import type { Weight } from './weights.ts';

/** All the sizes that some weight may have. */
export const unionOf = (weights: readonly Weight[]): number[] => [...new Set(weights.flatMap(({ sizes }) => sizes))];

/** Measures models in which all weights have the same size, or those that the strategy encodes. */
export async function measureSameSizes(
  trials: Trials,
  weights: readonly Weight[],
  codec: Codec,
  { strategy, threshold, inputHidden = (path) => !path.includes('recurrent') }: RankTuningOptions,
  step: () => void,
): Promise<void> {
  const all = strategy === 'input-hidden' ? weights.filter(({ path, tree }) => inputHidden(path, tree)) : weights;
  for (const size of unionOf(weights)) {
    const sizes = new Map<Weight, number>();
    for (const weight of all) {
      if (!weight.sizes.includes(size)) continue;
      if (threshold === undefined || (await errorOf(trials, weight, size, codec)) < threshold) sizes.set(weight, size);
    }
    await trials.point(sizes);
    step();
  }
}

/** ‖W − W_size‖ in Frobenius norm; infinite where the weight would not be smaller. */
async function errorOf(trials: Trials, weight: Weight, size: number, codec: Codec): Promise<number> {
  const tree = await trials.encode(weight, size);
  if (!tree) return Number.POSITIVE_INFINITY;
  const codecs = { get: async () => codec };
  const [{ data: from }, { data: to }] = await Promise.all([decode(weight.tree, codecs), decode(tree, codecs)]);
  let sum = 0;
  for (let i = 0; i < from.length; i++) sum += (from[i]! - to[i]!) ** 2;
  return Math.sqrt(sum);
}
