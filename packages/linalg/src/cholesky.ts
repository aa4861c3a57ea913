import { withArena } from './arena.ts';
import { largest, type Matrix } from './matrix.ts';

/**
 * The lower triangular L [n, n] with L·Lᵀ = A for a symmetric positive definite A [n, n], of which the lower triangle is read; in
 * float64.
 * @throws RangeError that names the first pivot that is not above zero, or if A is not square or not finite
 */
export async function cholesky(a: Matrix): Promise<Matrix<Float64Array>> {
  largest('cholesky', a);
  const { data, m, n } = a;
  if (m !== n) throw new RangeError(`cholesky: the matrix must be square, not [${m}, ${n}]`);
  return withArena((arena) => {
    const { at } = arena.block(n, n);
    const values = arena.f64(at, n * n);
    values.set(data);
    const failed = arena.kernels.cholesky64(at, n, n, 0);
    if (failed >= 0) throw new RangeError(`cholesky: pivots must be above zero, not pivot ${failed}`);
    return { data: values.slice(), m: n, n };
  });
}
