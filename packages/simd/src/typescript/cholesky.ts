import { CHOLESKY_COLUMNS } from '../blocking.ts';
import { TRANSPOSE_B } from '../flags.ts';
import { product, type Stored } from './product.ts';

/** Replaces A [n, n] by its Cholesky factor, or gives the first column whose pivot is not above zero. */
export function cholesky(data: Float64Array, a: Stored, n: number): number {
  for (let j = 0; j < n; j += CHOLESKY_COLUMNS) {
    const end = Math.min(n, j + CHOLESKY_COLUMNS);
    const left = { at: a.at + j * a.row, row: a.row };
    product(data, left, left, { at: left.at + j, row: a.row }, n - j, j, end - j, TRANSPOSE_B, true);
    for (let i = j; i < n; i++) {
      const row = a.at + i * a.row;
      for (let column = j; column < Math.min(end, i + 1); column++) {
        const other = a.at + column * a.row;
        let value = data[row + column]!;
        for (let q = j; q < column; q++) value -= data[row + q]! * data[other + q]!;
        if (column === i && !(value > 0)) return i;
        data[row + column] = column === i ? Math.sqrt(value) : value / data[other + column]!;
      }
    }
  }
  for (let i = 0; i < n; i++) data.fill(0, a.at + i * a.row + i + 1, a.at + i * a.row + n);
  return -1;
}
