import { ACCUMULATE, TRANSPOSE_A } from '@tensorpress/simd';
import { type Arena, addCombination, type Block, part, withArena } from './arena.ts';
import { largest, type Matrix, scaleOf, transposeTo } from './matrix.ts';
import { applyReflectors, PANEL, type Reflectors, reflect } from './reflectors.ts';

/**
 * The thin QR decomposition A = Q·R of a matrix [m, n]: with r = min(m, n), orthonormal columns Q [m, r], and R [r, n], upper
 * triangular with a diagonal that is not below zero; in float64.
 * @throws RangeError if an element is not finite
 * @see Golub, Van Loan, "Matrix Computations", section 5.2
 */
export async function qr(a: Matrix): Promise<{ readonly q: Matrix<Float64Array>; readonly r: Matrix<Float64Array> }> {
  const most = largest('qr', a);
  return withArena((arena) => {
    const { m, n } = a;
    const rank = Math.min(m, n);
    const scale = scaleOf(most);
    const block = arena.block(m, n);
    const values = arena.f64(block.at, m * n);
    for (let i = 0; i < m * n; i++) values[i] = a.data[i]! * scale;
    const reflectors = triangularise(arena, block, m, n);
    const rows = identityRows(arena, rank, m);
    applyReflectors(arena, reflectors, rows, rank, m);
    const q = new Float64Array(m * rank);
    transposeTo(arena.f64(rows.at, rank * m), m, rank, m, q, rank);
    const r = new Float64Array(rank * n);
    const reduced = arena.f64(block.at, m * n);
    for (let i = 0; i < rank; i++) {
      const sign = reduced[i * n + i]! < 0 ? -1 : 1;
      for (let j = i; j < n; j++) r[i * n + j] = (reduced[i * n + j]! * sign) / scale;
      if (sign < 0) for (let j = 0; j < m; j++) q[j * rank + i] = -q[j * rank + i]!;
    }
    return { q: { data: q, m, n: rank }, r: { data: r, m: rank, n } };
  });
}

/** The first rows of an identity matrix. */
function identityRows(arena: Arena, rows: number, columns: number): Block {
  const block = arena.block(rows, columns);
  const values = arena.f64(block.at, rows * columns);
  for (let i = 0; i < rows; i++) values[i * columns + i] = 1;
  return block;
}

/** Leaves R in the upper triangle of A [m, n], and what is of no use below it; A = (H₀·H₁·…)·R. */
export function triangularise(arena: Arena, a: Block, m: number, n: number): Reflectors {
  const rank = Math.min(m, n);
  const rows = arena.block(rank, m);
  const factors = new Float64Array(rank);
  const mark = arena.mark();
  const products = arena.block(PANEL, n);
  const weights = arena.block(PANEL, n);
  const triangle = arena.block(PANEL, PANEL);
  for (let start = 0; start < rank; start += PANEL) {
    const end = Math.min(rank, start + PANEL);
    const height = m - start;
    const size = end - start;
    const vectors = part(rows, start, start);
    factorPanel(arena, a, start, height, vectors, factors.subarray(start, end), triangle);
    if (end < n) {
      const trailing = part(a, start, end);
      arena.multiply(vectors, trailing, products, size, height, n - end);
      arena.multiply(triangle, products, weights, size, size, n - end, TRANSPOSE_A);
      arena.multiply(vectors, weights, trailing, height, size, n - end, TRANSPOSE_A | ACCUMULATE);
    }
  }
  arena.release(mark);
  return { rows, factors };
}

/**
 * Finds the reflectors of a panel of columns, as the rows of `vectors`, and the triangle -T with H₀·H₁·… = I − Vᵀ·T·V for these rows V.
 * Each column is reflected by those before it at once.
 */
function factorPanel(
  arena: Arena,
  a: Block,
  start: number,
  height: number,
  vectors: Block,
  factors: Float64Array,
  triangle: Block,
): void {
  const mark = arena.mark();
  const dots = arena.block(1, PANEL);
  const weights = arena.block(1, PANEL);
  const all = arena.f64(0, arena.memory.buffer.byteLength / 8);
  const d = arena.f64(dots.at, PANEL);
  const w = arena.f64(weights.at, PANEL);
  const t = arena.f64(triangle.at, PANEL * PANEL).fill(0);
  const corner = part(a, start, start).at / 8;
  for (let i = 0; i < factors.length; i++) {
    const row = part(vectors, i, 0);
    const column = arena.f64(row.at, height);
    const tall = { at: row.at, row: 1 };
    const measure = () => arena.multiply(vectors, tall, { at: dots.at, row: 1 }, i, height, 1);
    for (let r = 0, at = corner + i; r < height; r++, at += a.row) column[r] = all[at]!;
    if (i > 0) {
      measure();
      for (let j = 0; j < i; j++) {
        let sum = 0;
        for (let q = 0; q <= j; q++) sum += t[q * PANEL + j]! * d[q]!;
        w[j] = sum;
      }
      addCombination(arena, weights, vectors, row, i, height);
    }
    for (let r = 0; r < i; r++) {
      all[corner + r * a.row + i] = column[r]!;
      column[r] = 0;
    }
    const { factor, first } = reflect(column.subarray(i));
    all[corner + i * a.row + i] = first;
    factors[i] = factor;
    if (i > 0) {
      measure();
      for (let j = 0; j < i; j++) {
        let sum = 0;
        for (let q = j; q < i; q++) sum += t[j * PANEL + q]! * d[q]!;
        t[j * PANEL + i] = -factor * sum;
      }
    }
    t[i * PANEL + i] = -factor;
  }
  arena.release(mark);
}
