import { keysOf, valuesOf } from './float-keys.ts';

/** A sample in ascending order without repetition, with prefix sums: what a run of it adds up to is a subtraction. */
export interface SortedValues {
  /** The `m` distinct values, ascending. */
  readonly values: Float32Array;
  /** How many of the sample are less than `values[i]`: `[m + 1]`, the last entry being the size of the sample. */
  readonly count: Float64Array;
  /** The sum of these, each less `centre`: `[m + 1]`. */
  readonly sum: Float64Array;
  /** The median, which keeps sums, and what rounding takes from them, small. */
  readonly centre: number;
}

/** Below this length the built-in sort is faster than three passes over 2,048 buckets. */
const RADIX_FROM = 8192;

/**
 * Sorts a sample once, so that every later question about its clusters costs a binary search or a subtraction.
 *
 * Zeros of either sign are one value.
 * @throws RangeError if a value is not finite.
 */
export function sortValues(sample: Float32Array): SortedValues {
  const n = sample.length;
  const sorted = n < RADIX_FROM ? sample.slice().sort() : radixSort(sample);
  const strange = [sorted[0], sorted[n - 1]].find((end) => end !== undefined && !Number.isFinite(end));
  if (strange !== undefined) throw new RangeError(`kmeans-share: values must be finite, not ${strange}`);
  const count = new Float64Array(n + 1);
  const sum = new Float64Array(n + 1);
  const centre = sorted[n >> 1] ?? 0;
  let total = 0;
  let m = 0;
  for (let i = 0; i < n; i++) {
    const value = sorted[i]!;
    total += value - centre;
    if (i + 1 < n && value === sorted[i + 1]) continue;
    sorted[m++] = value + 0; // −0 + 0 is 0
    count[m] = i + 1;
    sum[m] = total;
  }
  return { values: sorted.subarray(0, m), count: count.subarray(0, m + 1), sum: sum.subarray(0, m + 1), centre };
}

function radixSort(sample: Float32Array): Float32Array {
  let keys = keysOf(sample);
  let sorted = new Uint32Array(keys.length);
  for (const shift of [0, 11, 22]) {
    sortByDigit(keys, shift, sorted);
    [keys, sorted] = [sorted, keys];
  }
  return valuesOf(keys);
}

/** Sorts by 11 bits from `shift` on; keys that agree in them keep their order. */
function sortByDigit(keys: Uint32Array, shift: number, sorted: Uint32Array): void {
  const starts = countDigits(keys, shift);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i]!;
    sorted[starts[(key >>> shift) & 2047]!++] = key;
  }
}

/** How many keys have a lesser digit, for each digit. */
function countDigits(keys: Uint32Array, shift: number): Uint32Array {
  const starts = new Uint32Array(2049);
  for (let i = 0; i < keys.length; i++) starts[((keys[i]! >>> shift) & 2047) + 1]!++;
  for (let digit = 1; digit < starts.length; digit++) starts[digit]! += starts[digit - 1]!;
  return starts;
}
