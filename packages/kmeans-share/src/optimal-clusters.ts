import type { Clusters } from './clusters.ts';
import type { SortedValues } from './sort-values.ts';

/** Places where clusters may end: how many of the values lie before each, and their sum. */
type Ends = Pick<SortedValues, 'count' | 'sum'>;

/** A coarse sample has one end out of so many. */
const STRIDE = 8;

/**
 * The `k` clusters with the least squared error there is, up to rounding.
 *
 * Clusters are runs of the sorted values, and their error obeys the quadrangle inequality. So the least error is convex in the
 * number of clusters: there is a price per cluster at which `k` of them are the best buy. The best buy at a price takes
 * O(m log m) time and O(m) space for m distinct values, whatever `k` is; and the price is found on coarse versions of the
 * sample first, so that few rounds, often one, are over all of it.
 *
 * @param k at least 1, at most the number of distinct values.
 * @see Grønlund, Larsen, Mathiasen, Nielsen, Schneider, Song, "Fast exact k-means, k-medians and Bregman divergence clustering
 * in 1D", 2017.
 */
export const optimalClusters = (sorted: SortedValues, k: number): Clusters => search(sorted, k).path;

/** The best path of `k` clusters, and a price at which it is the best of all paths. */
function search(ends: Ends, k: number): { path: Clusters; price: number } {
  const last = ends.count.length - 1;
  let few = Uint32Array.of(0, last);
  let many = new Uint32Array(last + 1).map((_, i) => i);
  if (k === 1) return { path: few, price: Number.POSITIVE_INFINITY };
  if (k === last) return { path: many, price: 0 };
  let least = 0;
  let most = Number.POSITIVE_INFINITY;
  // Of a smooth density the error falls as k⁻², so the price as k⁻³.
  let price = last > 4 * STRIDE * k ? search(coarse(ends), k).price : (3 * gainOf(ends, many)) / k ** 3;
  for (let round = 1, even = false; ; round++) {
    const path = bestPath(ends, price);
    if (path.length === k + 1) return { path, price };
    // Both are the best at this price, and no path of a number in between is better.
    if (even && (path.length <= few.length || path.length >= many.length)) return { path: splice(few, many, k), price };
    if (path.length <= k) {
      few = path;
      most = price;
    } else {
      many = path;
      least = price;
    }
    price *= ((path.length - 1) / k) ** 3;
    even = round > 8 || price <= least || price >= most;
    if (even) price = (gainOf(ends, many) - gainOf(ends, few)) / (many.length - few.length);
  }
}

function coarse({ count, sum }: Ends): Ends {
  const last = count.length - 1;
  const at = Array.from({ length: Math.ceil(last / STRIDE) + 1 }, (_, i) => Math.min(i * STRIDE, last));
  return { count: Float64Array.from(at, (i) => count[i]!), sum: Float64Array.from(at, (i) => sum[i]!) };
}

/** By how much the clusters reduce the squared error of a single one, as sums are of centred values. */
function gainOf({ count, sum }: Ends, path: Clusters): number {
  let gain = 0;
  for (let i = 1; i < path.length; i++) {
    const from = path[i - 1]!;
    const to = path[i]!;
    gain += (sum[to]! - sum[from]!) ** 2 / (count[to]! - count[from]!);
  }
  return gain;
}

/** The best paths to each end that are known so far. */
interface Paths extends Ends {
  /** The gain of the best path to an end, less the price of its clusters. */
  readonly gain: Float64Array;
  /** Where its last cluster begins. */
  readonly from: Uint32Array;
  readonly price: number;
}

/** The path to the last end with the greatest gain, less the price of its clusters. */
function bestPath({ count, sum }: Ends, price: number): Clusters {
  const last = count.length - 1;
  const gain = new Float64Array(last + 1).fill(Number.NEGATIVE_INFINITY);
  const from = new Uint32Array(last + 1);
  const paths = { count, sum, gain, from, price };
  gain[0] = 0;
  extend(paths, last, 0, 0);
  settle(paths, 0, last);
  const path = [last];
  for (let j = last; j > 0; path.push(j)) j = from[j]!;
  return Uint32Array.from(path.reverse());
}

/**
 * Finds the best paths to all ends between two, given the best path to `left`, and the best to `right` of those whose last
 * cluster begins at `left` or before. Of all such paths to an end further on, the best one's last cluster begins no earlier.
 */
function settle(paths: Paths, left: number, right: number): void {
  if (right - left === 1) return;
  const middle = (left + right) >>> 1;
  extend(paths, middle, paths.from[left]!, paths.from[right]!);
  settle(paths, left, middle);
  extend(paths, right, Math.max(left + 1, paths.from[middle]!), middle);
  settle(paths, middle, right);
}

/** Looks for a better path to `end` among those whose last cluster begins at `first` to `last`. */
function extend({ count, sum, gain, from, price }: Paths, end: number, first: number, last: number): void {
  let best = gain[end]!;
  for (let begin = first; begin <= last; begin++) {
    const between = sum[end]! - sum[begin]!;
    const through = gain[begin]! + (between * between) / (count[end]! - count[begin]!) - price;
    if (through > best) {
      best = through;
      from[end] = begin;
    }
  }
  gain[end] = best;
}

/**
 * The beginning of the path of few clusters and the end of that of many, changed where a cluster of the former holds one of
 * the latter, so that there are `k`. By the quadrangle inequality it is as good as they are.
 * @see Aggarwal, Schieber, Tokuyama, "Finding a minimum-weight k-link path in graphs with the concave Monge property and
 * applications", Discrete & Computational Geometry 12, 1994.
 */
function splice(few: Clusters, many: Clusters, k: number): Clusters {
  const skipped = many.length - 1 - k;
  let i = 0;
  while (few[i + 1]! < many[i + 1 + skipped]!) i++;
  const path = new Uint32Array(k + 1);
  path.set(few.subarray(0, i + 1));
  path.set(many.subarray(i + 1 + skipped), i + 1);
  return path;
}
