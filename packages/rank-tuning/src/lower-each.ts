import { sizeOf } from '@tensorpress/core';
import { lowest } from './lowest.ts';
import type { Point } from './pareto-front.ts';
import type { Sizes, Trials } from './trials.ts';
import type { Weight } from './weights.ts';

/** Lowers the size of one weight after the other, the largest first, as far as the model with all of them stays good. */
export async function lowerEach(
  trials: Trials,
  weights: readonly Weight[],
  from: Sizes,
  isGood: (point: Point) => boolean,
): Promise<void> {
  const sizes = new Map(from);
  for (const weight of weights.toSorted((a, b) => sizeOf(b.tree.shape) - sizeOf(a.tree.shape))) {
    const size = sizes.get(weight);
    const count = size === undefined ? weight.sizes.length : weight.sizes.indexOf(size);
    const judge = async (i: number) =>
      isGood(await trials.point(new Map([...sizes, [weight, weight.sizes[i]!]]))) ? 'good' : 'bad';
    const index = await lowest(count, judge, 'bisection');
    if (index !== undefined) sizes.set(weight, weight.sizes[index]!);
  }
}
