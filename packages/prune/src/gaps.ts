/**
 * The order in which the entries of a matrix are gone through: down its columns (axis 0) or along its rows (axis 1). `at` gives
 * the row-major number of the entry that comes `i`-th.
 */
export const scanOf = (rows: number, columns: number, axis: number): ((i: number) => number) =>
  axis === 0 ? (i) => (i % rows) * columns + Math.floor(i / rows) : (i) => i;

/** The lengths of the runs of zeros before each 1 of a mask, gone through in some order. */
export function runsOf(mask: Uint8Array, at: (i: number) => number): Uint32Array {
  let count = 0;
  for (let i = 0; i < mask.length; i++) count += mask[i]!;
  const runs = new Uint32Array(count);
  let run = 0;
  for (let i = 0, next = 0; next < count; i++) {
    if (mask[at(i)]) {
      runs[next++] = run;
      run = 0;
    } else run++;
  }
  return runs;
}

/**
 * Runs of zeros as symbols of `bits` bits. A symbol below the largest, `max` = 2^bits − 1, stands for that many zeros and a
 * one; `max` stands for `max` zeros and no one. So 1 bit makes a bitmap, and no symbol ever stands for a one that is not there.
 *
 * @see Han, Mao, Dally, "Deep Compression", ICLR 2016, section 2, which has a filler weight in the place of the escape.
 */
export function toGaps(runs: Uint32Array, bits: number): Uint8Array<ArrayBuffer> {
  const max = 2 ** bits - 1;
  let length = runs.length;
  for (const run of runs) length += Math.floor(run / max);
  const gaps = new Uint8Array(length);
  let at = 0;
  for (const run of runs) {
    const escapes = Math.floor(run / max);
    gaps.fill(max, at, at + escapes);
    at += escapes;
    gaps[at++] = run - escapes * max;
  }
  return gaps;
}

/** How often each symbol of `toGaps` comes, without making them; `histogram` has the number of runs of each length. */
export function countGaps(histogram: ReadonlyMap<number, number>, bits: number): Float64Array {
  const max = 2 ** bits - 1;
  const counts = new Float64Array(max + 1);
  for (const [run, times] of histogram) {
    counts[max]! += Math.floor(run / max) * times;
    counts[run % max]! += times;
  }
  return counts;
}

/**
 * The numbers of the ones that gap symbols stand for, in rising order.
 *
 * @param size The number of entries that they are ones of.
 * @throws RangeError if they go beyond `size`, if one is not a symbol of `bits` bits, or if the last is an escape.
 */
export function fromGaps(gaps: ArrayLike<number>, bits: number, size: number): Uint32Array {
  const max = 2 ** bits - 1;
  let count = 0;
  let end = 0;
  let all = 0;
  // Whether a symbol ends with a one is as good as random, so that no branch may depend on it: it is the sign of gap - max.
  for (let i = 0; i < gaps.length; i++) {
    const gap = gaps[i]!;
    all |= gap;
    end += gap;
    count += (gap - max) >>> 31;
  }
  if (all > max) throw new RangeError(`position symbols must be of ${bits} bits, not ${all}`);
  if (end + count > size) throw new RangeError(`positions must be below ${size}, not ${end + count - 1}`);
  if (gaps.length > 0 && gaps[gaps.length - 1] === max) throw new RangeError('positions must end with a weight');
  const ones = new Uint32Array(count);
  let next = 0;
  let one = 0;
  for (let i = 0; i < gaps.length; i++) {
    const gap = gaps[i]!;
    const isOne = (gap - max) >>> 31;
    one += gap;
    ones[next] = one;
    next += isOne;
    one += isOne;
  }
  return ones;
}

/** The row-major numbers of entries of a matrix, in place of those that they have in the order of `scanOf`, which rise. */
export function toRowMajor(numbers: Uint32Array, rows: number, columns: number, axis: number): Uint32Array {
  if (axis === 1) return numbers;
  let column = 0;
  let top = 0;
  for (let i = 0; i < numbers.length; i++) {
    for (; numbers[i]! >= top + rows; top += rows) column++;
    numbers[i] = (numbers[i]! - top) * columns + column;
  }
  return numbers;
}
