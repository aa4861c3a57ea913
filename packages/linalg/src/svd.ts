import { type Arena, type Block, part, withArena } from './arena.ts';
import { bidiagonalSvd } from './bidiagonal-svd.ts';
import { bidiagonalise } from './bidiagonalise.ts';
import { largest, type Matrix, scaleOf, transposeTo } from './matrix.ts';
import { triangularise } from './qr.ts';
import { applyReflectors } from './reflectors.ts';
import { signOf } from './symmetric-eigen.ts';

/** A = U·diag(s)·Vᵀ: orthonormal columns `u` [m, r], singular values `s`, largest first, and orthonormal rows `vt` [r, n]. */
export interface Svd<Data extends Float32Array | Float64Array = Float32Array | Float64Array> {
  readonly u: Matrix<Data>;
  readonly s: Float64Array;
  readonly vt: Matrix<Data>;
}

/**
 * The thin singular value decomposition of a matrix [m, n], r = min(m, n), in float64. Singular values that may be no more than
 * rounding, up to 2⁻²⁴ of the Frobenius norm for float32 elements, and max(m, n)·2⁻⁵³ of it for float64, are 0. Of each column of U the entry of largest magnitude is above zero.
 * @throws RangeError if an element is not finite
 * @see Golub, Van Loan, "Matrix Computations", section 8.6; Gu, Eisenstat, SIAM J. Matrix Anal. Appl. 16, 1995
 */
export async function svd(a: Matrix): Promise<Svd<Float64Array>> {
  const most = largest('svd', a);
  return withArena((arena) => fullSvd(arena, a, most));
}

/** Matrices with so many times more rows than columns are made triangular first. */
const TALL = 1.5;

/** As `svd`, for a matrix whose elements are at most `most`. */
export function fullSvd(arena: Arena, a: Matrix, most: number): Svd<Float64Array> {
  const wide = a.m < a.n;
  const m = Math.max(a.m, a.n);
  const n = Math.min(a.m, a.n);
  const scale = scaleOf(most);
  const block = arena.block(m, n);
  const values = arena.f64(block.at, m * n);
  if (wide) transposeTo(a.data, m, n, m, values, n, scale);
  else for (let i = 0; i < m * n; i++) values[i] = a.data[i]! * scale;
  const { rows, row, s, right } = tallSvd(arena, block, m, n);
  // One after the other in descending order, with signs that are settled.
  const long = new Float64Array(n * m);
  const short = new Float64Array(n * n);
  const longRows = arena.f64(rows.at, n * m);
  const shortRows = arena.f64(right.at, n * right.row);
  for (const [i, from] of row.entries()) {
    const x = longRows.subarray(from * m, (from + 1) * m);
    const y = shortRows.subarray(from * right.row, from * right.row + n);
    if (signOf(wide ? y : x) < 0) {
      for (let j = 0; j < m; j++) x[j] = -x[j]!;
      for (let j = 0; j < n; j++) y[j] = -y[j]!;
    }
    long.set(x, i * m);
    short.set(y, i * n);
  }
  const noise = Math.sqrt(s.reduce((sum, value) => sum + value * value, 0)) * roundingOf(a);
  const found = Float64Array.from(row, (from) => (s[from]! > noise ? s[from]! / scale : 0));
  const [left, leftSize, vt] = wide ? [short, n, long] : [long, m, short];
  const u = new Float64Array(left.length);
  transposeTo(left, leftSize, n, leftSize, u, n);
  return { u: { data: u, m: leftSize, n }, s: found, vt: { data: vt, m: n, n: a.n } };
}

/**
 * Singular values up to this, relative to the Frobenius norm, may be no more than rounding: that of the elements to float32, which is
 * exact, or that of all that is done in float64.
 */
export function roundingOf({ data, m, n }: Matrix): number {
  return data instanceof Float32Array ? 2 ** -24 : 2 ** -53 * Math.max(m, n);
}

/** Singular vectors of A [m, n], m ≥ n, as rows: `rows` [n, m] and `right` [n + 1, n + 1]; `row` has them in descending order. */
function tallSvd(
  arena: Arena,
  a: Block,
  m: number,
  n: number,
): { readonly rows: Block; readonly right: Block; readonly s: Float64Array; readonly row: Int32Array } {
  const tall = m >= TALL * n;
  const outer = tall ? triangularise(arena, a, m, n) : undefined;
  const inner = tall ? n : m;
  if (tall) {
    const values = arena.f64(a.at, n * a.row);
    for (let i = 1; i < n; i++) values.fill(0, i * a.row, i * a.row + i);
  }
  const { diagonal, above, left, right: rightReflectors } = bidiagonalise(arena, a, inner, n);
  const { values, order, left: core, right } = bidiagonalSvd(arena, diagonal, above, { left: true });
  if (!core) throw new Error('svd: left vectors must be there');
  applyReflectors(arena, rightReflectors, part(right, 0, 1), n, n - 1);
  let rows = core;
  if (m > n) {
    rows = arena.block(n, m);
    const to = arena.f64(rows.at, n * m);
    const from = arena.f64(core.at, n * n);
    for (let i = 0; i < n; i++) to.set(from.subarray(i * n, (i + 1) * n), i * m);
  }
  applyReflectors(arena, left, rows, n, inner);
  if (outer) applyReflectors(arena, outer, rows, n, m);
  return { rows, right, s: values, row: order };
}
