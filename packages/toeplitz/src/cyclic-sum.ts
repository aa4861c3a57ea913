import type { Operation } from '@tensorpress/core';
import { fromDiagonals, type Part, toDiagonals } from './diagonals.ts';

/**
 * Writes part of the sum of Z₁^k·D·(Z₋₁^k)ᵀ over k from 0 to size − 1, given part of D, outside of which it is zero. The transpose of
 * this linear map goes `'up'`: it gives the derivatives by the elements of D, given those by the elements of the sum.
 *
 * Element (i, j) is a sum along the diagonal, that goes on at the other end, and changes sign where it goes over the left or right one. As
 * going round once changes all signs, M = Z₁·M·Z₋₁ᵀ + 2·D: a first round gives one row, and a second one the others.
 *
 * @see Kailath, Kung, Morf, "Displacement ranks of matrices and linear equations", Journal of Mathematical Analysis and Applications 68, 1979
 */
export function sumCyclic(out: Part, d: Part, size: number, direction: 'down' | 'up' = 'down'): void {
  const [sums, line] = [new Float64Array(size), new Float64Array(size)];
  const down = direction === 'down';
  const rowOf = (step: number) => (down ? step % size : size - 1 - (step % size));
  const visit = (i: number, factor: number) => {
    // What has just come to the first column, or the last one.
    sums[((down ? size : 2 * size - 1) - i) % size]! *= -1;
    toDiagonals(line, d, i);
    addTo(sums, line, factor);
  };
  for (let step = 1; step <= size; step++) visit(rowOf(step), 1);
  fromDiagonals(out, sums, rowOf(0));
  for (let step = 1; step < size; step++) {
    visit(rowOf(step), 2);
    fromDiagonals(out, sums, rowOf(step));
  }
}

/** Adds a vector, times a factor. It is quicker as a function of its own, whose arrays are not those of a closure. */
function addTo(sums: Float64Array, line: Float64Array, factor: number): void {
  for (let at = 0; at < sums.length; at++) sums[at]! += factor * line[at]!;
}

/** The matrix [m, n] that is the upper left part of the sum of Z₁^k·D·(Z₋₁^k)ᵀ over all k, as an operation on D [size, size]. */
export const cyclicSum = (m: number, n: number, size: number): Operation => ({
  forward(d) {
    const data = new Float32Array(m * n);
    sumCyclic({ data, columns: n }, { data: d!.data, columns: size }, size);
    return { dtype: 'f32', shape: [m, n], data };
  },
  gradient(dy) {
    const data = new Float32Array(size * size);
    sumCyclic({ data, columns: size }, { data: dy.data, columns: n }, size, 'up');
    return [data];
  },
});
