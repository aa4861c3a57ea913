import type { Operation } from '@tensorpress/core';
import { shiftOf } from './shift-of.ts';

/**
 * The Krylov matrices of an operator A with three diagonals, that go on at the other end, as an operation on a part [rank + 3, size]:
 * generators g, then what the weights of A have more than those of Z₁ or Z₋₁, of (A·g)[j] in g[j - 1], g[j] and g[j + 1]. It gives the
 * first `columns` numbers of g, A·g, A²·g, … A^(size − 1)·g of the first generator, then of the next: [rank·size, columns].
 *
 * @see Thomas, Gu, Dao, Rudra, Ré, "Learning compressed transforms with low displacement rank", NeurIPS 2018
 */
export function krylov(rank: number, size: number, columns: number, corner: number): Operation {
  const weightsOf = (part: Float32Array): Weights => {
    const more = (band: number) => part.subarray((rank + band) * size, (rank + band + 1) * size);
    return [shiftOf(size, corner).map((weight, j) => weight + more(0)[j]!), more(1), more(2)];
  };
  return {
    forward(part) {
      const weights = weightsOf(part!.data);
      const data = new Float32Array(rank * size * columns);
      let [row, spare] = [new Float64Array(size), new Float64Array(size)];
      for (let i = 0; i < rank; i++) {
        row.set(part!.data.subarray(i * size, (i + 1) * size));
        for (let k = 0; k < size; k++) {
          if (k > 0) {
            apply(spare, row, weights);
            [row, spare] = [spare, row];
          }
          const at = (i * size + k) * columns;
          for (let j = 0; j < columns; j++) data[at + j] = row[j]!;
        }
      }
      return { dtype: 'f32', shape: [rank * size, columns], data };
    },
    gradient(dy, part) {
      const weights = weightsOf(part!.data);
      const found = new Float32Array((rank + 3) * size);
      const byWeights = [new Float64Array(size), new Float64Array(size), new Float64Array(size)] as const;
      const rows = new Float64Array(size * size);
      const rowAt = (k: number) => rows.subarray(k * size, (k + 1) * size);
      let [row, spare] = [new Float64Array(size), new Float64Array(size)];
      for (let i = 0; i < rank; i++) {
        rowAt(0).set(part!.data.subarray(i * size, (i + 1) * size));
        for (let k = 1; k < size; k++) apply(rowAt(k), rowAt(k - 1), weights);
        row.fill(0);
        for (let k = size - 1; k >= 0; k--) {
          const at = (i * size + k) * columns;
          for (let j = 0; j < columns; j++) row[j]! += dy.data[at + j]!;
          if (k === 0) break;
          applyBack(spare, row, weights, rowAt(k - 1), byWeights);
          [row, spare] = [spare, row];
        }
        found.set(row, i * size);
      }
      for (const [band, values] of byWeights.entries()) found.set(values, (rank + band) * size);
      return [found];
    },
  };
}

/** What (A·g)[j] has of g[j - 1], g[j] and g[j + 1], for each j. */
type Weights = readonly [before: Float64Array, own: Float32Array, after: Float32Array];

/** Writes A·g. */
function apply(out: Float64Array, g: Float64Array, [before, own, after]: Weights): void {
  const last = g.length - 1;
  const at = (j: number, previous: number, next: number) => {
    out[j] = before[j]! * g[previous]! + own[j]! * g[j]! + after[j]! * g[next]!;
  };
  at(0, last, Math.min(1, last));
  for (let j = 1; j < last; j++) at(j, j - 1, j + 1);
  if (last > 0) at(last, last - 1, 0);
}

/** Writes Aᵀ·y, for derivatives y by A·g, and adds those by the weights. */
function applyBack(
  out: Float64Array,
  y: Float64Array,
  [before, own, after]: Weights,
  g: Float64Array,
  [byBefore, byOwn, byAfter]: readonly [Float64Array, Float64Array, Float64Array],
): void {
  const last = g.length - 1;
  out.fill(0);
  const at = (j: number, previous: number, next: number) => {
    const value = y[j]!;
    out[previous]! += before[j]! * value;
    out[j]! += own[j]! * value;
    out[next]! += after[j]! * value;
    byBefore[j]! += value * g[previous]!;
    byOwn[j]! += value * g[j]!;
    byAfter[j]! += value * g[next]!;
  };
  at(0, last, Math.min(1, last));
  for (let j = 1; j < last; j++) at(j, j - 1, j + 1);
  if (last > 0) at(last, last - 1, 0);
}
