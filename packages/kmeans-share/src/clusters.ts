import type { SortedValues } from './sort-values.ts';

/**
 * Clusters as runs of sorted values: where each begins, and at last where the last one ends. One more than there are clusters,
 * ascending from 0.
 */
export type Clusters = Uint32Array<ArrayBuffer>;

/** Iterations end of themselves, after a few thousand rounds at most; after this many, rounding errors lead them in circles. */
export const MAX_ROUNDS = 100_000;

/** The mean of the sorted values from one index to below another. */
export function meanOf({ values, count, sum, centre }: SortedValues, from: number, to: number): number {
  const mean = centre + (sum[to]! - sum[from]!) / (count[to]! - count[from]!);
  // Differences of long sums have lost their last digits, which must not carry a centroid out of its cluster.
  return Math.min(Math.max(mean, values[from]!), values[to - 1]!);
}

/** The centroids of clusters, ascending. */
export const centroidsOf = (sorted: SortedValues, clusters: Clusters): Float64Array =>
  Float64Array.from({ length: clusters.length - 1 }, (_, i) => meanOf(sorted, clusters[i]!, clusters[i + 1]!));

/** The greatest value of each cluster but the last: what lies above it belongs to a later one. */
export const limitsOf = ({ values }: SortedValues, clusters: Clusters): Float32Array =>
  Float32Array.from(clusters.subarray(1, -1), (end) => values[end - 1]!);
