import { type Clusters, centroidsOf, MAX_ROUNDS } from './clusters.ts';
import { firstAbove } from './first-above.ts';
import type { SortedValues } from './sort-values.ts';

/**
 * The clusters that an entropy-constrained Lloyd iteration ends in: of the squared error plus a price for every bit that an
 * ideal code of the cluster numbers takes, log₂(n / size) for each value. This sum never grows. Clusters that cost more than
 * they save vanish, and what is left is as wide as it is rare.
 *
 * @param start centroids, ascending.
 * @param price squared error per bit.
 * @see Chou, Lookabaugh, Gray, "Entropy-constrained vector quantization", IEEE Trans. Acoustics, Speech, and Signal Processing
 * 37(1), 1989.
 */
export function entropyConstrained(sorted: SortedValues, start: Float64Array, price: number): Clusters {
  const { count } = sorted;
  const size = count.at(-1)!;
  let centroids: Float64Array = Float64Array.from(new Set(start));
  let costs: Float64Array = new Float64Array(centroids.length);
  let clusters = new Uint32Array();
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const next = divide(sorted, centroids, costs);
    if (next.length === clusters.length && next.every((begin, i) => begin === clusters[i])) break;
    clusters = next;
    centroids = centroidsOf(sorted, clusters);
    costs = centroids.map((_, i) => price * Math.log2(size / (count[clusters[i + 1]!]! - count[clusters[i]!]!)));
  }
  return clusters;
}

/** The clusters of values for which the squared distance to a centroid plus its cost is least; none is empty. */
function divide({ values }: SortedValues, centroids: Float64Array, costs: Float64Array): Clusters {
  /** Above this, centroid `j` is better than the lower `i`. */
  const crossing = (i: number, j: number) =>
    (centroids[i]! + centroids[j]! + (costs[j]! - costs[i]!) / (centroids[j]! - centroids[i]!)) / 2;
  // The centroids that are best somewhere, and from where on: those of the lower envelope of parabolas.
  const best: number[] = [];
  const from: number[] = [];
  for (let j = 0; j < centroids.length; j++) {
    let start = Number.NEGATIVE_INFINITY;
    while (best.length > 0) {
      start = crossing(best.at(-1)!, j);
      if (start > from.at(-1)!) break;
      best.pop();
      from.pop();
    }
    best.push(j);
    from.push(start);
  }
  const ends = [...from.slice(1).map((start) => firstAbove(values, start)), values.length];
  return Uint32Array.from(new Set([0, ...ends]));
}
