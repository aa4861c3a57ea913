import { ACCUMULATE, TRANSPOSE_B } from '@tensorpress/simd';
import { type Arena, type Block, part } from './arena.ts';

/** Columns whose reflectors are found before others are changed. */
export const PANEL = 32;

/** Reflectors that are applied together. */
const APPLIED = 64;

/** Householder reflectors H = I − τ·v·vᵀ: row i of `rows` is the v of reflector i, zero before entry i; `factors` are the τ. */
export interface Reflectors {
  readonly rows: Block;
  readonly factors: Float64Array;
}

/** What makes a vector a multiple of the first unit vector. */
export interface Reflection {
  /** τ, zero where nothing has to be done. */
  readonly factor: number;
  /** The first entry of the reflected vector. */
  readonly first: number;
}

/**
 * Replaces a vector by the v of its reflector, whose first entry is 1.
 * @see Golub, Van Loan, "Matrix Computations", section 5.1
 */
export function reflect(x: Float64Array): Reflection {
  let rest = 0;
  for (let i = 1; i < x.length; i++) rest += x[i]! * x[i]!;
  const x0 = x[0]!;
  if (rest === 0) {
    x[0] = 1;
    return { factor: 0, first: x0 };
  }
  const norm = Math.sqrt(x0 * x0 + rest);
  const first = x0 > 0 ? -norm : norm;
  const scale = 1 / (x0 - first);
  for (let i = 1; i < x.length; i++) x[i] = x[i]! * scale;
  x[0] = 1;
  return { factor: (first - x0) / first, first };
}

/**
 * Multiplies X [count, width] by the transposed product (H₀·H₁·…·Hₙ₋₁)ᵀ from the right, so that the rows x of X become those of
 * (H₀·H₁·…)·x.
 * @see Schreiber, Van Loan, "A storage-efficient WY representation", SIAM J. Sci. Stat. Comput. 10, 1989
 */
export function applyReflectors(
  arena: Arena,
  { rows, factors }: Reflectors,
  x: Block,
  count: number,
  width: number,
): void {
  const mark = arena.mark();
  const triangle = arena.block(APPLIED, APPLIED);
  const projected = arena.block(count, APPLIED);
  const weights = arena.block(count, APPLIED);
  for (let first = Math.floor((factors.length - 1) / APPLIED) * APPLIED; first >= 0; first -= APPLIED) {
    const size = Math.min(APPLIED, factors.length - first);
    const vectors = part(rows, first, first);
    const length = width - first;
    compactTriangle(arena, vectors, factors.subarray(first, first + size), length, triangle, -1);
    arena.multiply(part(x, 0, first), vectors, projected, count, length, size, TRANSPOSE_B);
    arena.multiply(projected, triangle, weights, count, size, size, TRANSPOSE_B);
    arena.multiply(weights, vectors, part(x, 0, first), count, size, length, ACCUMULATE);
  }
  arena.release(mark);
}

/** The upper triangle T, times a sign, with H₀·H₁·… = I − Vᵀ·T·V for the rows V. */
export function compactTriangle(
  arena: Arena,
  vectors: Block,
  factors: Float64Array,
  length: number,
  triangle: Block,
  sign: number,
): void {
  const size = factors.length;
  const mark = arena.mark();
  const products = arena.block(size, size);
  arena.multiply(vectors, vectors, products, size, length, size, TRANSPOSE_B);
  const g = arena.f64(products.at, size * size);
  const t = arena.f64(triangle.at, size * triangle.row);
  t.fill(0);
  for (let j = 0; j < size; j++) {
    const factor = factors[j]!;
    for (let i = 0; i < j; i++) {
      let sum = 0;
      for (let q = i; q < j; q++) sum += t[i * triangle.row + q]! * g[q * size + j]!;
      t[i * triangle.row + j] = -factor * sum;
    }
    t[j * triangle.row + j] = factor;
  }
  if (sign < 0) for (let i = 0; i < t.length; i++) t[i] = -t[i]!;
  arena.release(mark);
}
