import { lowest } from './lowest.ts';
import type { Sizes, Trials } from './trials.ts';
import type { Weight } from './weights.ts';

/** Spends what is left of the bytes on the one weight for which the metric gains most, again and again as long as any is left. */
export async function raiseEach(
  trials: Trials,
  weights: readonly Weight[],
  from: Sizes,
  maxBytes: number,
  lossOf: (metric: number) => number,
): Promise<void> {
  let best: Sizes | undefined = from;
  let loss = lossOf((await trials.point(from)).metric);
  while (best) {
    const sizes: Sizes = best;
    best = undefined;
    for (const weight of weights) {
      const larger = await largestWithin(trials, weight, sizes, maxBytes);
      const least = larger ? lossOf((await trials.point(larger)).metric) : loss;
      if (least >= loss) continue;
      loss = least;
      best = larger;
    }
  }
}

/** The sizes with that of one weight as large as the bytes allow; undefined where it cannot be larger. */
async function largestWithin(
  trials: Trials,
  weight: Weight,
  sizes: Sizes,
  maxBytes: number,
): Promise<Sizes | undefined> {
  const size = sizes.get(weight);
  if (size === undefined) return undefined;
  const next = weight.sizes.indexOf(size) + 1;
  // After the largest size comes the weight as it was.
  const at = (i: number) => {
    const larger = new Map(sizes);
    const value = weight.sizes[next + i];
    if (value === undefined) larger.delete(weight);
    else larger.set(weight, value);
    return larger;
  };
  const count = weight.sizes.length - next + 1;
  const isTooLarge = async (i: number) => (await trials.build(at(i))).bytes > maxBytes;
  const tooLarge = (await lowest(count, async (i) => ((await isTooLarge(i)) ? 'good' : 'bad'), 'bisection')) ?? count;
  return tooLarge > 0 ? at(tooLarge - 1) : undefined;
}
