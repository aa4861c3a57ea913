import type { Clusters } from './clusters.ts';
import { entropyConstrained } from './entropy-constrained.ts';
import { type Initialisation, initialCentroids } from './initial-centroids.ts';
import { lloyd } from './lloyd.ts';
import type { SortedValues } from './sort-values.ts';

/** How clusters are found. */
export interface Clustering {
  /** Where the iteration starts; `linear` by default, as in the paper. */
  readonly initialisation: Initialisation;
  /** The price of a bit per value, as a share of the variance; 0, the default, minimises the error alone. */
  readonly lambda: number;
}

/**
 * Divides values into at most `k` clusters: as many as there are distinct values, if that is fewer, or as are worth their bits.
 *
 * @param random gives numbers in [0, 1).
 */
export function clusterValues(
  sorted: SortedValues,
  k: number,
  { initialisation, lambda }: Clustering,
  random: () => number,
): Clusters {
  const { values } = sorted;
  const start = values.length <= k ? Float64Array.from(values) : initialCentroids(sorted, k, initialisation, random);
  return lambda === 0 ? lloyd(sorted, start) : entropyConstrained(sorted, start, lambda * varianceOf(sorted));
}

function varianceOf({ values, count, sum, centre }: SortedValues): number {
  const size = count.at(-1)!;
  const mean = centre + sum.at(-1)! / size;
  let total = 0;
  for (let i = 0; i < values.length; i++) total += (count[i + 1]! - count[i]!) * (values[i]! - mean) ** 2;
  return total / size;
}
