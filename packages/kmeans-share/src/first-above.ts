/**
 * The index of the first of some ascending numbers that is greater than a threshold; their number if none is.
 *
 * @param near where it is likely to be: the search takes O(log d) steps, d being how far off that is.
 */
export function firstAbove(ascending: Float32Array | Float64Array, threshold: number, near = 0): number {
  let low = near;
  let high = near;
  for (let step = 1; high < ascending.length && ascending[high]! <= threshold; step *= 2) {
    low = high + 1;
    high += step;
  }
  for (let step = 1; low > 0 && ascending[low - 1]! > threshold; step *= 2) {
    high = low - 1;
    low -= step;
  }
  low = Math.max(low, 0);
  high = Math.min(high, ascending.length);
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! <= threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}
