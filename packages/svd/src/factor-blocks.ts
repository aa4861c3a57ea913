import type { Truncation } from '@tensorpress/linalg';

/** Factors of the column blocks of a matrix [m, n]: u₁, u₂, … side by side, `u` [m, Σ ranks], and v₁, v₂, … one below the other. */
export interface Factors {
  readonly u: Float32Array;
  readonly v: Float32Array;
  readonly ranks: readonly number[];
  /** The largest singular value: no element of a product of factors is greater, nor are the sums on the way to it. */
  readonly norm: number;
}

/**
 * Factors column blocks of equal width of a matrix [m, n], each alone, into the product of the given rank, or of the least rank
 * with the given share of the sum of squares, that is nearest to it. Both factors have the square roots of the singular values.
 * Ranks are lower where further singular values would be no more than rounding.
 * @throws the reason of the signal
 * @see Eckart, Young, "The approximation of one matrix by another of lower rank", Psychometrika 1, 1936
 */
export async function factorBlocks(
  matrix: Float32Array,
  m: number,
  n: number,
  blocks: number,
  truncation: Truncation,
  how: { readonly seed: number; readonly workers: number; readonly signal?: AbortSignal },
): Promise<Factors> {
  // Only what encodes has to load the linear algebra.
  const { truncatedSvd } = await import('@tensorpress/linalg');
  const width = n / blocks;
  const factored: { u: Float32Array; v: Float32Array; rank: number }[] = [];
  let norm = 0;
  for (let block = 0; block < blocks; block++) {
    const data = new Float32Array(m * width);
    for (let i = 0; i < m; i++) {
      const from = i * n + block * width;
      data.set(matrix.subarray(from, from + width), i * width);
    }
    const { u, s, vt } = await truncatedSvd({ data, m, n: width }, truncation, how);
    const rank = s.length;
    const roots = s.map(Math.sqrt);
    factored.push({
      u: u.data.map((value, i) => value * roots[i % rank]!),
      v: vt.data.map((value, i) => value * roots[Math.floor(i / width)]!),
      rank,
    });
    norm = Math.max(norm, s[0]!);
  }
  const ranks = factored.map(({ rank }) => rank);
  const sum = ranks.reduce((a, b) => a + b);
  const u = new Float32Array(m * sum);
  const v = new Float32Array(sum * width);
  let at = 0;
  for (const part of factored) {
    for (let i = 0; i < m; i++) u.set(part.u.subarray(i * part.rank, (i + 1) * part.rank), i * sum + at);
    v.set(part.v, at * width);
    at += part.rank;
  }
  return { u, v, ranks, norm };
}
