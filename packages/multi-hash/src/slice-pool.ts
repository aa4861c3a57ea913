import { CodecError, memoise, type Ops, sizeOf } from '@tensorpress/core';

/** The factors of the pool, the same for all weights that share it, and what a slice of it is multiplied by. */
export type MultiHashParts = { readonly v: 'f32'; readonly u: 'f32'; readonly scale: 'f32' };

/**
 * The sizes of the factors, v [n, rank] and u [rank, n], what the pool is made of them, where in it the slice begins, and the power of
 * two that its scale is a multiple of.
 */
export type MultiHashHeader = {
  readonly offset: number;
  readonly exponent: number;
  readonly n: number;
  readonly rank: number;
  readonly pool?: 'kronecker';
};

/** Sides beyond this are of pools that no memory holds; blocks of rows of a Kronecker pool would be as large. */
const LARGEST = 2 ** 16;

/**
 * The slice of a pool, of such a shape, of which only those rows are made that it has a part in.
 * @throws CodecError if the header is of no pool that holds the slice; what `reshape` throws if the factors are of other sizes.
 * @see Eban et al., "Structured multi-hashing for model compression", CVPR 2020, equations 3 and 4
 */
export function slicePool<T>(
  ops: Ops<T>,
  { v, u, scale }: { readonly [Part in keyof MultiHashParts]: T },
  header: MultiHashHeader,
  shape: readonly number[],
): T {
  const { offset, exponent, n, rank, pool } = header;
  // Rows of the product that make as many rows of the pool: one, or those of one row of each matrix L.
  const block = pool === 'kronecker' ? Math.sqrt(n) : 1;
  const size = sizeOf(shape);
  if (![n, rank, block].every((count) => Number.isInteger(count) && count > 0) || n > LARGEST)
    throw new CodecError(`multi-hash: a pool must have sides and a rank, not ${JSON.stringify([n, rank])}`);
  if (pool !== undefined && pool !== 'kronecker')
    throw new CodecError(`multi-hash: pool must be left out or kronecker, not ${JSON.stringify(pool)}`);
  if (!(Number.isInteger(offset) && offset >= 0 && size > 0 && offset + size <= n * n))
    throw new CodecError(
      `multi-hash: [${shape}] must lie in a pool of ${n} × ${n}, not begin at ${JSON.stringify(offset)}`,
    );
  if (!(Number.isInteger(exponent) && exponent >= -149 && exponent <= 127))
    throw new CodecError(`multi-hash: exponent must be that of a power of two, not ${JSON.stringify(exponent)}`);
  const run = block * n;
  const first = Math.floor(offset / run);
  const count = Math.ceil((offset + size) / run) - first;

  const left = ops.reshape(v, [n, rank]);
  const rows = count * block === n ? left : ops.slice(left, [first * block, 0], [count * block, rank]);
  const factor = ops.mul(ops.reshape(scale, [1]), ops.tensor(powerOf(header), [1], 'float32'));
  // It is applied where there is the least to multiply.
  const scaled = ops.mul(rows, factor);
  const product = ops.matMul(scaled, ops.reshape(u, [rank, n]));
  const made = block === 1 ? product : ops.transpose(ops.reshape(product, [count, block, block, block]), [0, 2, 1, 3]);
  if (count * run === size) return ops.reshape(made, [...shape]);
  return ops.reshape(ops.slice(ops.reshape(made, [count * run]), [offset - first * run], [size]), [...shape]);
}

// Constants must be the same objects each time, so that a trainer uploads them once.
const powerOf = memoise(({ exponent }: MultiHashHeader) => Float32Array.of(2 ** exponent));
