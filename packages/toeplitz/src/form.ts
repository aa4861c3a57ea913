import { CodecError, type TensorInfo } from '@tensorpress/core';

/** How many diagonals of each operator are learned. */
export const BANDS = { cyclic: 0, subdiagonal: 1, tridiagonal: 3 } as const;

/** The operators of a displacement: Z₁ and Z₋₁, or learned ones. */
export type Operators = keyof typeof BANDS;

/** The displacement rank, and the operators. */
export type ToeplitzHeader = { readonly rank: number; readonly operators: Operators };

/** How many times as long as wide a matrix may be: what it is part of is square, and made as a whole. */
export const LONGEST = 16;

/** A matrix [m, n] that is the upper left part of a square one of low displacement rank. */
export interface Form extends ToeplitzHeader {
  readonly m: number;
  readonly n: number;
  /** Rows and columns of the square matrix: the larger of m and n. */
  readonly size: number;
  /** Diagonals of each operator that are learned. */
  readonly bands: number;
}

/** The form of a matrix [m, n] of such a header. */
export const formOf = (m: number, n: number, { rank, operators }: ToeplitzHeader): Form => ({
  m,
  n,
  size: Math.max(m, n),
  rank,
  operators,
  bands: BANDS[operators],
});

/**
 * The form of a tensor of such a shape and header.
 * @throws CodecError if `toeplitz` writes no such header for the shape.
 */
export function formFrom(shape: readonly number[], { rank, operators }: ToeplitzHeader): Form {
  const [m = 0, n = 0] = shape;
  if (shape.length !== 2 || !(Math.max(m, n) <= LONGEST * Math.min(m, n)) || m * n === 0)
    throw new CodecError(`toeplitz: a shape must be that of a matrix, not [${shape}]`);
  if (typeof operators !== 'string' || !Object.hasOwn(BANDS, operators))
    throw new CodecError(
      `toeplitz: operators must be ${Object.keys(BANDS).join(' or ')}, not ${JSON.stringify(operators)}`,
    );
  const form = formOf(m, n, { rank, operators });
  if (!(Number.isSafeInteger(rank) && rank > 0 && rank <= form.size))
    throw new CodecError(`toeplitz: rank must be an integer from 1 to ${form.size}, not ${JSON.stringify(rank)}`);
  return form;
}

/** The two parts of a form: rows of generators, then of what learned diagonals have more than those of Z₁ and Z₋₁. */
export function infosOf({ rank, bands, size }: Form): { readonly g: TensorInfo<'f32'>; readonly h: TensorInfo<'f32'> } {
  const shape = [rank + bands, size];
  // The same object would be one tensor that both sides share.
  return { g: { dtype: 'f32', shape }, h: { dtype: 'f32', shape } };
}
