import { type Arena, type Block, part } from './arena.ts';
import { transposeTo } from './matrix.ts';
import {
  bands,
  from,
  productCall,
  type RunProducts,
  type Stored,
  store,
  symmetricTasks,
  type Task,
  viewOf,
} from './products.ts';
import { triangularise } from './qr.ts';
import { applyReflectors } from './reflectors.ts';

/** Triangles of so many rows are inverted row by row. */
const SMALL = 32;

/** The least ratio of pivots for which the Cholesky factor of a Gram matrix in float32 or float64 is exact enough. */
const WELL_CONDITIONED = { 4: 3e-3, 8: 3e-7 } as const;

/**
 * Writes a basis of the columns of Y [m, n], m ≥ n, to `out`, and leaves in Y what is of no use; rows of both follow one another. By the
 * Cholesky factor of YᵀY where Y is well-conditioned: the basis is then orthonormal but for rounding times the square of the condition
 * of Y, and to rounding if Y was nearly orthonormal. Else by reflectors.
 */
export async function orthonormalise(
  arena: Arena,
  y: Stored,
  out: Stored,
  m: number,
  n: number,
  run: RunProducts,
): Promise<void> {
  const mark = arena.mark();
  if (!(await byCholesky(arena, y, out, m, n, run))) {
    if (y.width === 8) {
      reflectAll(arena, y, out, m, n);
    } else {
      const [exact, basis] = [store(arena, m, n, 8), store(arena, m, n, 8)];
      viewOf(arena, exact, m * n).set(viewOf(arena, y, m * n));
      await orthonormalise(arena, exact, basis, m, n, run);
      viewOf(arena, out, m * n).set(viewOf(arena, basis, m * n));
    }
  }
  arena.release(mark);
}

async function byCholesky(
  arena: Arena,
  y: Stored,
  out: Stored,
  m: number,
  n: number,
  run: RunProducts,
): Promise<boolean> {
  const { width } = y;
  const gram = store(arena, n, n, width);
  const factor = arena.block(n, n);
  const products = viewOf(arena, gram, n * n).fill(0);
  await run(symmetricTasks(y, gram, m, n));
  const l = arena.f64(factor.at, n * n);
  l.set(products);
  if (arena.kernels.cholesky64(factor.at, n, n, 0) >= 0) return false;
  const pivots = Array.from({ length: n }, (_, i) => l[i * n + i]!);
  if (Math.min(...pivots) < WELL_CONDITIONED[width] * Math.max(...pivots)) return false;

  const inverse = arena.block(n, n);
  invertTriangle(arena, factor, inverse, n);
  const right = store(arena, n, n, width);
  transposeTo(arena.f64(inverse.at, n * n), n, n, n, viewOf(arena, right, n * n), n);
  await run(triangleTasks(y, right, out, m, n));
  return true;
}

/** Tasks for C [m, n] = Y [m, n] · R for an upper triangle R [n, n], without most of what is below its diagonal. */
function triangleTasks(y: Stored, r: Stored, c: Stored, m: number, n: number): readonly Task[] {
  return bands(m).map(({ start: row, size: rows }) =>
    bands(n).map(({ start, size }) =>
      productCall(from(y, row, 0), from(r, 0, start), from(c, row, start), rows, start + size, size),
    ),
  );
}

/** Writes the inverse of a lower triangle L [n, n]; what is above the diagonals must be zero. */
function invertTriangle(arena: Arena, l: Block, inverse: Block, n: number): void {
  if (n <= SMALL) {
    const x = arena.f64(inverse.at, n * inverse.row);
    const known = arena.f64(l.at, n * l.row);
    for (let i = 0; i < n; i++) {
      const pivot = 1 / known[i * l.row + i]!;
      x[i * inverse.row + i] = pivot;
      for (let q = 0; q < i; q++) {
        const entry = known[i * l.row + q]! * pivot;
        for (let j = 0; j <= q; j++) x[i * inverse.row + j]! -= entry * x[q * inverse.row + j]!;
      }
    }
    return;
  }
  // [A, 0; B, C] has the inverse [A⁻¹, 0; −C⁻¹·B·A⁻¹, C⁻¹].
  const half = Math.ceil(n / 2 / SMALL) * SMALL;
  const rest = n - half;
  const lowest = part(inverse, half, half);
  invertTriangle(arena, l, inverse, half);
  invertTriangle(arena, part(l, half, half), lowest, rest);
  const mark = arena.mark();
  const product = arena.block(rest, half);
  arena.multiply(part(l, half, 0), inverse, product, rest, half, half);
  const values = arena.f64(product.at, rest * half);
  for (let i = 0; i < values.length; i++) values[i] = -values[i]!;
  arena.multiply(lowest, product, part(inverse, half, 0), rest, rest, half);
  arena.release(mark);
}

function reflectAll(arena: Arena, y: Block, out: Block, m: number, n: number): void {
  const reflectors = triangularise(arena, y, m, n);
  const rows = arena.block(n, m);
  const values = arena.f64(rows.at, n * m);
  for (let i = 0; i < n; i++) values[i * m + i] = 1;
  applyReflectors(arena, reflectors, rows, n, m);
  transposeTo(arena.f64(rows.at, n * m), m, n, m, arena.f64(out.at, m * n), n);
}
