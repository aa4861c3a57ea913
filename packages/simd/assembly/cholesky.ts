import { CHOLESKY_COLUMNS } from '../src/blocking';
import { TRANSPOSE_B } from '../src/flags';
import { product, SUBTRACTED } from './mat-mul';

const ROW: usize = CHOLESKY_COLUMNS * 8;

/**
 * Solves for the first `count` entries of a row of L, given what the columns before have left of it. `upper` is the
 * transpose of the block on the diagonal, as far as it is known, in rows of `CHOLESKY_COLUMNS`.
 */
@inline
function solve(row: usize, upper: usize, count: i32): void {
  const end = <usize>count * 8;
  for (let q = 0; q < count; q++, upper += ROW) {
    const at = <usize>q * 8;
    const x = load<f64>(row + at) / load<f64>(upper + at);
    store<f64>(row + at, x);
    let next = at + 8;
    if (!(q & 1) && next < end) {
      store<f64>(row + next, load<f64>(row + next) - x * load<f64>(upper + next));
      next += 8;
    }
    const xs = f64x2.splat(x);
    for (; next + 16 <= end; next += 16) {
      v128.store(row + next, f64x2.sub(v128.load(row + next), f64x2.mul(xs, v128.load(upper + next))));
    }
    if (next < end) store<f64>(row + next, load<f64>(row + next) - x * load<f64>(upper + next));
  }
}

/**
 * Solves for the rows of L, of `width` columns, on and below the diagonal; gives the column whose pivot is not above
 * zero, or -1.
 */
function solveColumns(a: usize, row: usize, rows: i32, width: i32, upper: usize): i32 {
  for (let i = 0; i < width; i++, a += row) {
    solve(a, upper, i);
    let pivot = load<f64>(a + <usize>i * 8);
    for (let q = 0; q < i; q++) {
      const x = load<f64>(a + <usize>q * 8);
      pivot -= x * x;
    }
    if (!(pivot > 0)) return i;
    store<f64>(a + <usize>i * 8, sqrt(pivot));
    for (let q = 0; q <= i; q++) store<f64>(upper + <usize>q * ROW + <usize>i * 8, load<f64>(a + <usize>q * 8));
  }
  for (let i = width; i < rows; i++, a += row) solve(a, upper, width);
  return -1;
}

export function cholesky64(a: usize, lda: i32, n: i32, scratch: usize): i32 {
  const row = <usize>lda * 8;
  for (let j = 0; j < n; j += CHOLESKY_COLUMNS) {
    const width = min(CHOLESKY_COLUMNS, n - j);
    const first = a + <usize>j * row;
    const corner = first + <usize>j * 8;
    if (j > 0) product<f64>(first, lda, first, lda, corner, lda, n - j, j, width, TRANSPOSE_B | SUBTRACTED, scratch);
    const failed = solveColumns(corner, row, n - j, width, scratch);
    if (failed >= 0) return j + failed;
  }
  for (let i = 0; i < n; i++, a += row) {
    for (let j = i + 1; j < n; j++) store<f64>(a + <usize>j * 8, 0);
  }
  return -1;
}
