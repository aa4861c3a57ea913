import type { Numbers } from './diagonals.ts';

/**
 * Half the displacement W − Z₁·W·Z₋₁ᵀ of a square matrix, of which the upper left part [m, n] is given, and the rest goes on along the
 * diagonals, so that it adds nothing to the displacement. The sum of Z₁^k·D·(Z₋₁^k)ᵀ over all k gives the matrix back.
 */
export function displacementOf(matrix: Numbers, m: number, n: number): Float64Array {
  const size = Math.max(m, n);
  const whole = new Float64Array(size * size);
  const shifted = (i: number, j: number) =>
    (j === 0 ? -1 : 1) * whole[(i === 0 ? size - 1 : i - 1) * size + (j === 0 ? size - 1 : j - 1)]!;
  for (let i = 0; i < m; i++) whole.set(matrix.subarray(i * n, (i + 1) * n), i * size);
  for (let j = n; j < size; j++) for (let i = 0; i < size; i++) whole[i * size + j] = shifted(i, j);
  for (let i = m; i < size; i++) for (let j = 0; j < size; j++) whole[i * size + j] = shifted(i, j);
  const displacement = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) displacement[i * size + j] = (whole[i * size + j]! - shifted(i, j)) / 2;
  }
  return displacement;
}
