import { normals, plainOps, randomFor, rootMeanSquare } from '@tensorpress/core';
import type { Layout } from './layout.ts';

/** Factors of the auxiliary matrix [p, q]. */
export interface Factors {
  /** [p, rank] */
  readonly xf: Float32Array;
  /** [rank, q] */
  readonly wf: Float32Array;
  readonly rank: number;
}

/** The auxiliary matrix [p, q] of a weight [m, n], with zeros after it. */
function auxiliaryOf(weight: Float32Array, { m, n, p, q }: Layout): Float32Array {
  const data = new Float32Array(p * q);
  data.set(plainOps.transpose({ dtype: 'f32', shape: [m, n], data: weight }).data);
  return data;
}

/**
 * The factors for which the weight [m, n] is nearest, in the Frobenius norm, to the one given. Both have the square roots of the
 * singular values; the rank is lower where further ones would be no more than rounding.
 * @returns Also the largest singular value, which no sum on the way to a weight is above.
 * @throws the reason of the signal
 * @see Eckart, Young, "The approximation of one matrix by another of lower rank", Psychometrika 1, 1936
 */
export async function factor(
  weight: Float32Array,
  layout: Layout,
  how: { readonly seed: number; readonly signal?: AbortSignal },
): Promise<Factors & { readonly norm: number }> {
  // Only what encodes has to load the linear algebra.
  const { truncatedSvd } = await import('@tensorpress/linalg');
  const { p, q } = layout;
  const { u, s, vt } = await truncatedSvd({ data: auxiliaryOf(weight, layout), m: p, n: q }, layout, how);
  const roots = s.map(Math.sqrt);
  return {
    xf: u.data.map((value, i) => value * roots[i % s.length]!),
    wf: vt.data.map((value, i) => value * roots[Math.floor(i / q)]!),
    rank: s.length,
    norm: s[0]!,
  };
}

/**
 * Random factors, normally distributed, of a weight with the mean square of the one given. Both have exactly the mean square that this
 * takes if they are independent. They depend on the weight and the seed, so that no two layers begin alike.
 */
export function draw(weight: Float32Array, { p, q, rank }: Layout, seed: number): Factors {
  const next = randomFor(weight, seed);
  const deviation = Math.sqrt(rootMeanSquare(weight) / Math.sqrt(rank));
  return { xf: normals(p * rank, deviation, next), wf: normals(rank * q, deviation, next), rank };
}
