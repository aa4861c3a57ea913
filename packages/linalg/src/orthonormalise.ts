import { ACCUMULATE, TRANSPOSE_B } from '@tensorpress/simd';
import type { Arena, Block } from './arena.ts';
import { transposeTo } from './matrix.ts';
import { productCalls, type RunProducts, type Stored, store, symmetricCalls, viewOf } from './products.ts';
import { triangularise } from './qr.ts';
import { applyReflectors } from './reflectors.ts';

/** Columns that are solved for together. */
const COLUMNS = 64;

/** The least ratio of pivots for which the Cholesky factor of a Gram matrix in float32 or float64 is exact enough. */
const WELL_CONDITIONED = { 4: 3e-3, 8: 3e-7 } as const;

/** The least for which the basis is, in float64, so that no second one has to be made of it. */
const BEST_CONDITIONED = 1e-4;

/**
 * Replaces Y [m, n], m ≥ n, whose rows follow one another, by a basis of its columns that is orthonormal: by the Cholesky factor of YᵀY
 * where Y is well-conditioned, else by reflectors. In float32 it is nearly orthonormal if Y is well-conditioned, else like float64.
 */
export async function orthonormalise(arena: Arena, y: Stored, m: number, n: number, run: RunProducts): Promise<void> {
  const mark = arena.mark();
  if (!(await byCholesky(arena, y, m, n, run))) {
    if (y.width === 8) reflectAll(arena, y, m, n);
    else await orthonormaliseExactly(arena, y, m, n, run);
  }
  arena.release(mark);
}

/** As `orthonormalise`, in float64 whatever the type of Y. */
export async function orthonormaliseExactly(
  arena: Arena,
  y: Stored,
  m: number,
  n: number,
  run: RunProducts,
): Promise<void> {
  const mark = arena.mark();
  const exact = store(arena, m, n, 8);
  viewOf(arena, exact, m * n).set(viewOf(arena, y, m * n));
  await orthonormalise(arena, exact, m, n, run);
  viewOf(arena, y, m * n).set(viewOf(arena, exact, m * n));
  arena.release(mark);
}

async function byCholesky(arena: Arena, y: Stored, m: number, n: number, run: RunProducts): Promise<boolean> {
  const { width } = y;
  const gram = store(arena, n, n, width);
  const products = viewOf(arena, gram, n * n);
  products.fill(0);
  await run(symmetricCalls(y, gram, m, n));
  const factor = arena.block(n, n);
  arena.f64(factor.at, n * n).set(viewOf(arena, gram, n * n));
  if (arena.kernels.cholesky64(factor.at, n, n, 0) >= 0) return false;
  const l = arena.f64(factor.at, n * n);
  const pivots = Array.from({ length: n }, (_, i) => l[i * n + i]!);
  const ratio = Math.min(...pivots) / Math.max(...pivots);
  if (ratio < WELL_CONDITIONED[width]) return false;

  // Y·L⁻ᵀ, a block of columns at a time.
  const copy = store(arena, m, COLUMNS, width);
  const inverse = store(arena, COLUMNS, COLUMNS, width);
  const negative = viewOf(arena, gram, n * n);
  const factors = arena.f64(factor.at, n * n);
  for (let i = 0; i < n * n; i++) negative[i] = -factors[i]!;
  const values = viewOf(arena, y, m * n);
  const copied = viewOf(arena, copy, m * COLUMNS);
  const inverted = viewOf(arena, inverse, COLUMNS * COLUMNS);
  for (let start = 0; start < n; start += COLUMNS) {
    const size = Math.min(COLUMNS, n - start);
    const some = { ...y, at: y.at + start * width };
    if (start > 0) {
      const before = { ...gram, at: gram.at + start * n * width };
      await run(productCalls(y, before, some, m, start, size, TRANSPOSE_B | ACCUMULATE));
    }
    inverted.set(inverseOf(factors, start * (n + 1), n, size));
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < size; j++) copied[i * COLUMNS + j] = values[i * n + start + j]!;
    }
    await run(productCalls(copy, inverse, some, m, size, size, TRANSPOSE_B));
  }
  return width === 4 || ratio > BEST_CONDITIONED || byCholesky(arena, y, m, n, run);
}

/** The inverse of a lower triangle of `size` rows that begins at an index, in rows of `COLUMNS`. */
function inverseOf(l: Float64Array, at: number, row: number, size: number): Float64Array {
  const inverse = new Float64Array(COLUMNS * COLUMNS);
  for (let i = 0; i < size; i++) {
    const pivot = 1 / l[at + i * row + i]!;
    inverse[i * COLUMNS + i] = pivot;
    for (let q = 0; q < i; q++) {
      const entry = l[at + i * row + q]! * pivot;
      for (let j = 0; j <= q; j++) {
        inverse[i * COLUMNS + j] = inverse[i * COLUMNS + j]! - entry * inverse[q * COLUMNS + j]!;
      }
    }
  }
  return inverse;
}

function reflectAll(arena: Arena, y: Block, m: number, n: number): void {
  const reflectors = triangularise(arena, y, m, n);
  const rows = arena.block(n, m);
  const values = arena.f64(rows.at, n * m);
  for (let i = 0; i < n; i++) values[i * m + i] = 1;
  applyReflectors(arena, reflectors, rows, n, m);
  transposeTo(arena.f64(rows.at, n * m), m, n, m, arena.f64(y.at, m * y.row), y.row);
}
