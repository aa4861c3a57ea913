import type { BitReader } from './bit-reader.ts';

/** An integer and the number of bits that it is written in. */
export type Field = readonly [value: number, width: number];

/**
 * An integer ≥ 0 as `value >> k` zeros, a one, and its `k` lowest bits.
 * @see Rice & Plaunt, "Adaptive variable-length coding for efficient compression of spacecraft television data", IEEE Trans. Commun. 19(6), 1971.
 */
export const rice = (value: number, k: number): Field => [
  2 ** k + (value % 2 ** k),
  Math.floor(value / 2 ** k) + 1 + k,
];

/** What `rice` wrote. @throws Error if there are more zeros than `limit`. */
export const readRice = (reader: BitReader, k: number, limit: number): number =>
  reader.zeros(limit) * 2 ** k + reader.take(k);

/**
 * An integer ≥ 0 as exponential Golomb code: `value + 2^k` in binary, after as many zeros as that has bits beyond `k + 1`.
 * @see Teuhola, "A compression method for clustered bit-vectors", Inf. Process. Lett. 7(6), 1978.
 */
export function expGolomb(value: number, k: number): Field {
  const shifted = value + 2 ** k;
  return [shifted, 2 * Math.floor(Math.log2(shifted)) + 1 - k];
}

/** What `expGolomb` wrote, below `2^33`. @throws Error if there are too many zeros for that. */
export function readExpGolomb(reader: BitReader, k: number): number {
  const width = reader.zeros(33 - k) + k;
  return 2 ** width + reader.take(width) - 2 ** k;
}

/** An integer of any sign as one ≥ 0: 0, -1, 1, -2, 2, … */
export const zigzag = (value: number): number => (value < 0 ? -2 * value - 1 : 2 * value);

/** What `zigzag` was made of. */
export const unzigzag = (value: number): number => (value % 2 === 0 ? value / 2 : -(value + 1) / 2);

/** The parameter from 0 to `last` with which some integers take the fewest bits. */
export function bestParameter(code: typeof rice, values: readonly number[], last: number): number {
  let best = 0;
  let fewest = Number.POSITIVE_INFINITY;
  for (let k = 0; k <= last; k++) {
    let bits = 0;
    for (const value of values) bits += code(value, k)[1];
    if (bits < fewest) [best, fewest] = [k, bits];
  }
  return best;
}
