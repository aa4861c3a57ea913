import { type Clusters, MAX_ROUNDS, meanOf } from './clusters.ts';
import { firstAbove } from './first-above.ts';
import type { SortedValues } from './sort-values.ts';

/**
 * The clusters that moving each centroid to the mean of the values nearest to it ends in, again and again until none moves. The
 * squared error never grows.
 *
 * The values nearest to a centroid are a run of the sorted ones: a round costs k searches that begin where the last ended, and
 * k subtractions. A value halfway goes to the lower centroid. A centroid without values waits where it is. If any are left
 * so at the fixed point, as many of the clusters that gain most from it are split at their means, and the rounds go on: no
 * cluster of the result is empty.
 *
 * @param start centroids, ascending; at most as many as there are distinct values.
 * @see Lloyd, "Least squares quantization in PCM", IEEE Trans. Information Theory 28(2), 1982, method I.
 */
export function lloyd(sorted: SortedValues, start: Float64Array): Clusters {
  const centroids = start.slice();
  const clusters = new Uint32Array(centroids.length + 1);
  clusters[centroids.length] = sorted.values.length;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const moved = divide(sorted, centroids, clusters);
    recentre(sorted, clusters, centroids);
    if (!moved && !refill(sorted, clusters, centroids)) break;
  }
  return clusters;
}

/** Gives each centroid the values nearest to it; says whether any changed hands. */
function divide({ values }: SortedValues, centroids: Float64Array, clusters: Clusters): boolean {
  let moved = false;
  for (let i = 1; i < centroids.length; i++) {
    const start = firstAbove(values, (centroids[i - 1]! + centroids[i]!) / 2, clusters[i]);
    if (start !== clusters[i]) moved = true;
    clusters[i] = start;
  }
  return moved;
}

/** Moves each centroid that has values to their mean. */
function recentre(sorted: SortedValues, clusters: Clusters, centroids: Float64Array): void {
  for (let i = 0; i < centroids.length; i++) {
    if (clusters[i]! < clusters[i + 1]!) centroids[i] = meanOf(sorted, clusters[i]!, clusters[i + 1]!);
  }
}

/** Moves centroids without values to where they reduce the error most; says whether there were any. */
function refill(sorted: SortedValues, clusters: Clusters, centroids: Float64Array): boolean {
  const { values, count } = sorted;
  const empty: number[] = [];
  const splits: { at: number; low: number; high: number; gain: number }[] = [];
  for (let at = 0; at < centroids.length; at++) {
    const from = clusters[at]!;
    const to = clusters[at + 1]!;
    if (from === to) empty.push(at);
    if (to - from < 2) continue;
    const cut = firstAbove(values.subarray(0, to - 1), centroids[at]!, from);
    const low = meanOf(sorted, from, cut);
    const high = meanOf(sorted, cut, to);
    const gain =
      (((count[cut]! - count[from]!) * (count[to]! - count[cut]!)) / (count[to]! - count[from]!)) * (high - low) ** 2;
    splits.push({ at, low, high, gain });
  }
  splits.sort((a, b) => b.gain - a.gain);
  empty.forEach((at, i) => {
    const split = splits[i];
    if (!split) return;
    centroids[split.at] = split.low;
    centroids[at] = split.high;
  });
  centroids.sort();
  return empty.length > 0 && splits.length > 0;
}
