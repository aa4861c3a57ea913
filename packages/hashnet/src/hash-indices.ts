import { xxh32 } from './xxh32.ts';

/** What the indices of a tensor depend on, besides its shape. */
export type HashnetHeader = {
  /** Buckets, 1 to 2^30. */
  readonly k: number;
  /** Of the hash functions of a layer, a u32. */
  readonly seed: number;
  /** The number of the first row of the tensor in its layer: 0 for a bias, 1 where it is left out. */
  readonly row?: number;
};

/**
 * Where in the `k` weights followed by their negatives each entry of a matrix [m, n] is, row-major: at its bucket h(i, j), or `k` after it
 * if its sign ξ(i, j) is negative.
 */
export function hashIndices({ k, seed, row = 1 }: HashnetHeader, m: number, n: number): Int32Array {
  const indices = new Int32Array(m * n);
  let at = 0;
  for (let i = row; i < row + m; i++) {
    for (let j = 0; j < n; j++) {
      // h mod k, in half the time that % takes: no quotient of integers this small is rounded up to the next integer.
      const hash = xxh32(i, j, seed);
      const bucket = hash - k * Math.floor(hash / k);
      // A branch on the sign would be foreseen wrongly every other time.
      indices[at++] = bucket + (k & -(xxh32(i, j, ~seed) & 1));
    }
  }
  return indices;
}
