import { type Arena, type Block, part, withArena } from './arena.ts';
import { bidiagonalSvd } from './bidiagonal-svd.ts';
import { largest, type Matrix, scaleOf, transposeTo } from './matrix.ts';
import { applyReflectors } from './reflectors.ts';
import { tridiagonalise } from './tridiagonalise.ts';

/** Eigenvalues, largest first, and eigenvectors as the columns of an orthogonal matrix. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Matrix<Float64Array>;
}

/**
 * The eigenvalues and eigenvectors of a symmetric matrix [n, n], of which the lower triangle is read; in float64. Of each vector the
 * entry of largest magnitude is above zero.
 * @throws RangeError if the matrix is not square or not finite
 */
export async function symmetricEigen(a: Matrix): Promise<Eigen> {
  const most = largest('symmetricEigen', a);
  const { data, m, n } = a;
  if (m !== n) throw new RangeError(`symmetricEigen: the matrix must be square, not [${m}, ${n}]`);
  return withArena((arena) => {
    const scale = scaleOf(most);
    const block = arena.block(n, n);
    const values = arena.f64(block.at, n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        values[i * n + j] = data[i * n + j]! * scale;
        values[j * n + i] = data[i * n + j]! * scale;
      }
    }
    const { values: found, rows, order } = eigenRows(arena, block, n);
    const from = arena.f64(rows.at, n * rows.row);
    const sorted = new Float64Array(n * n);
    for (const [i, row] of order.entries()) {
      const vector = from.subarray(row * rows.row, row * rows.row + n);
      const sign = signOf(vector);
      for (let j = 0; j < n; j++) sorted[i * n + j] = sign * vector[j]!;
    }
    const vectors = new Float64Array(n * n);
    transposeTo(sorted, n, n, n, vectors, n);
    return { values: Float64Array.from(order, (row) => found[row]! / scale), vectors: { data: vectors, m: n, n } };
  });
}

/** The sign that makes the first of the entries of largest magnitude positive. */
export function signOf(vector: Float64Array | Float32Array): number {
  let most = 0;
  for (let i = 0; i < vector.length; i++) if (Math.abs(vector[i]!) > Math.abs(most)) most = vector[i]!;
  return most < 0 ? -1 : 1;
}

/** Eigenvectors of A [n, n] as rows, and the rows in descending order of values. A is overwritten; both triangles are read. */
export function eigenRows(
  arena: Arena,
  a: Block,
  n: number,
): { readonly values: Float64Array; readonly order: Int32Array; readonly rows: Block } {
  const { diagonal, beside, reflectors } = tridiagonalise(arena, a, n);
  // Shifted so as to be positive definite, T = Bᵀ·B with B bidiagonal, whose right singular vectors are the eigenvectors of T. What
  // that costs is relative to the norm of T, as rounding is anyway.
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < n; i++) {
    const radius = Math.abs(beside[i]!) + (i > 0 ? Math.abs(beside[i - 1]!) : 0);
    low = Math.min(low, diagonal[i]! - radius);
    high = Math.max(high, diagonal[i]! + radius);
  }
  const shift = low - (high - low) / 64;
  const root = new Float64Array(n);
  const above = new Float64Array(n);
  let rest = 0;
  for (let i = 0; i < n; i++) {
    root[i] = Math.sqrt(Math.max(0, diagonal[i]! - shift - rest));
    above[i] = root[i]! > 0 ? beside[i]! / root[i]! : 0;
    rest = above[i]! * above[i]!;
  }
  const { values, order, right } = bidiagonalSvd(arena, root, above, { left: false });
  applyReflectors(arena, reflectors, part(right, 0, 1), n, n - 1);
  return { values: values.map((value) => value * value + shift), order, rows: right };
}
