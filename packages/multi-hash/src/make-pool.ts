import { type Context, random, rootMeanSquare, type Tensor } from '@tensorpress/core';
import { fitPool } from './fit-pool.ts';
import type { MultiHashOptions, Pool } from './multi-hash-options.ts';
import { normals } from './normals.ts';
import { sizesFor } from './pool-sizes.ts';

/** Norms from here on would make sums of products that f32 cannot hold. */
const TOO_LARGE = 2 ** 100;

/**
 * The pool of some tensors, one slice after the other: fitted to them, or random where the context says that they are fresh. Tensors
 * with values too large for it are left out.
 * @throws OptionError if the rank is nothing that the option may be; the reason of the signal
 */
export async function makePool(
  tensors: readonly Tensor<'f32'>[],
  options: MultiHashOptions,
  { fresh = false, seed = 0, signal }: Context,
): Promise<Pool> {
  const members = tensors.filter(({ data }) => data.length > 0 && rootMeanSquare(data) < TOO_LARGE / data.length);
  if (members.length === 0) return new Map();
  const size = members.reduce((sum, { data }) => sum + data.length, 0);
  const { n, rank } = sizesFor(size, options);
  const next = random(seed);
  // Then elements of the pool, sums of `rank` products, have a variance of 1.
  const factor = () => normals(n * rank, rank ** -0.5, next);
  const begin = { v: factor(), u: factor() };
  const scales = members.map(({ data }) => rootMeanSquare(data));
  const kronecker = options.pool === 'kronecker';
  const {
    v,
    u,
    scales: found,
  } = fresh || scales.every((scale) => scale === 0)
    ? { ...begin, scales }
    : await fitPool({ ...layOut(members, n, kronecker), n, rank, scales }, begin.v, seed, signal);

  const used = v.length / n;
  const left: Tensor<'f32'> = { dtype: 'f32', shape: [n, used], data: Float32Array.from(v) };
  const right: Tensor<'f32'> = { dtype: 'f32', shape: [used, n], data: Float32Array.from(u) };
  let offset = 0;
  // Zeros have no magnitude of their own: a bias takes that of its kernel, which comes before it as a rule.
  let exponent = exponentOf(scales.find((scale) => scale > 0) ?? 1);
  return new Map(
    members.map((tensor, i) => {
      if (scales[i]! > 0) exponent = exponentOf(scales[i]!);
      const header = { offset, exponent, n, rank: used, ...(kronecker && { pool: 'kronecker' as const }) };
      offset += tensor.data.length;
      const scale: Tensor<'f32'> = { dtype: 'f32', shape: [1], data: Float32Array.of(found[i]! / 2 ** exponent) };
      return [tensor, { header, parts: { v: left, u: right, scale } }];
    }),
  );
}

/** That of the nearest power of two, so that scales begin near 1, where steps of training are of the size that suits the factors. */
const exponentOf = (scale: number): number => Math.max(-149, Math.round(Math.log2(scale)));

/**
 * The elements of a pool where the product of its factors has them, and which tensor each belongs to; what is left over is zero, and
 * belongs to one more.
 */
function layOut(
  tensors: readonly Tensor<'f32'>[],
  n: number,
  kronecker: boolean,
): { values: Float32Array; owners: Int32Array } {
  const values = new Float32Array(n * n);
  const owners = new Int32Array(n * n).fill(tensors.length);
  const side = Math.sqrt(n);
  // Row i₁d + i₂ and column j₁d + j₂ of a Kronecker product are row i₁d + j₁ and column i₂d + j₂ of a product of vectors.
  const placeOf = (i: number, j: number) =>
    kronecker ? (i - (i % side) + Math.floor(j / side)) * n + (i % side) * side + (j % side) : i * n + j;
  let at = 0;
  for (const [owner, { data }] of tensors.entries()) {
    for (const value of data) {
      const place = placeOf(Math.floor(at / n), at % n);
      values[place] = value;
      owners[place] = owner;
      at++;
    }
  }
  return { values, owners };
}
