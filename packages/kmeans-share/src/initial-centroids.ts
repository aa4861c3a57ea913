import { centroidsOf } from './clusters.ts';
import { firstAbove } from './first-above.ts';
import { optimalClusters } from './optimal-clusters.ts';
import type { SortedValues } from './sort-values.ts';

/** The ways to choose where Lloyd's iteration starts. */
export type Initialisation = 'linear' | 'density' | 'kmeans++' | 'optimal';

/**
 * Chooses `k` centroids to start from, ascending; `k` is at most the number of distinct values.
 *
 * - `linear`: evenly spaced from the least value to the greatest, which keeps centroids for the few large weights;
 * - `density`: evenly spaced in the cumulative distribution;
 * - `kmeans++`: one value after another, each with a chance in proportion to its squared distance from those chosen;
 * - `optimal`: the centroids of the least squared error there is, from which the iteration has nowhere to go.
 *
 * @param random gives numbers in [0, 1); only `kmeans++` asks for them.
 * @see Han, Mao, Dally, "Deep Compression", ICLR 2016, section 3.2.
 */
export function initialCentroids(
  sorted: SortedValues,
  k: number,
  initialisation: Initialisation,
  random: () => number,
): Float64Array {
  if (initialisation === 'optimal') return centroidsOf(sorted, optimalClusters(sorted, k));
  if (initialisation === 'kmeans++') return drawCentroids(sorted, k, random);
  const { values, count } = sorted;
  const least = values[0]!;
  const step = (values.at(-1)! - least) / Math.max(1, k - 1);
  const size = count.at(-1)!;
  return Float64Array.from({ length: k }, (_, i) =>
    initialisation === 'linear' ? least + step * i : values[firstAbove(count, (size * (i + 0.5)) / k) - 1]!,
  );
}

/**
 * A new centroid is nearest only to values between its neighbours, and distances are summed in blocks of √m: a draw costs
 * O(√m), and all updates together O(m log k).
 * @see Arthur, Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007.
 */
function drawCentroids({ values, count }: SortedValues, k: number, random: () => number): Float64Array {
  const m = values.length;
  const distances = new Float64Array(m).fill(Number.POSITIVE_INFINITY);
  const size = Math.ceil(Math.sqrt(m));
  const totals = new Float64Array(Math.ceil(m / size));
  const chosen = new Float64Array(k);
  let at = firstAbove(count, random() * count.at(-1)!) - 1;
  for (let i = 0; i < k; i++) {
    if (i > 0) {
      const block = draw(totals, 0, totals.length, random());
      at = draw(distances, block * size, Math.min(m, (block + 1) * size), random());
    }
    const rank = firstAbove(chosen.subarray(0, i), at);
    chosen.copyWithin(rank + 1, rank, i);
    chosen[rank] = at;
    const first = rank > 0 ? chosen[rank - 1]! : 0;
    const last = rank < i ? chosen[rank + 1]! : m - 1;
    for (let block = Math.floor(first / size); block * size <= last; block++) {
      totals[block] = 0;
      for (let j = block * size; j < Math.min(m, (block + 1) * size); j++) {
        const distance = (count[j + 1]! - count[j]!) * (values[j]! - values[at]!) ** 2;
        distances[j] = Math.min(distances[j]!, distance);
        totals[block]! += distances[j]!;
      }
    }
  }
  return chosen.map((j) => values[j]!);
}

/** An index from `from` to below `to` with a chance in proportion to its weight; never one without weight. */
function draw(weights: Float64Array, from: number, to: number, share: number): number {
  let left = 0;
  for (let i = from; i < to; i++) left += weights[i]!;
  left *= share;
  let drawn = from;
  for (let i = from; i < to && left >= 0; i++) {
    if (weights[i]! > 0) {
      drawn = i;
      left -= weights[i]!;
    }
  }
  return drawn;
}
