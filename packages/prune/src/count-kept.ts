import { deviationOf } from './deviation-of.ts';

/** How many of some units stay at a sparsity. */
export const keptAt = (units: number, sparsity: number): number => units - Math.round(units * sparsity);

/**
 * How many of some tensors' units stay, all of them together: a share of them, or those with a score above `threshold` times the
 * standard deviation of the weights.
 *
 * @param scores Of each tensor's units: the weights themselves, or norms of blocks of them.
 * @param weights Of each tensor.
 */
export function countKept(
  scores: readonly Float32Array[],
  weights: readonly Float32Array[],
  { sparsity, threshold = 0 }: { readonly sparsity?: number; readonly threshold?: number },
): number {
  if (sparsity !== undefined) {
    return keptAt(
      scores.reduce((sum, { length }) => sum + length, 0),
      sparsity,
    );
  }
  const least = threshold * deviationOf(weights);
  let count = 0;
  for (const array of scores) for (let i = 0; i < array.length; i++) if (Math.abs(array[i]!) > least) count++;
  return count;
}
