// A vector times a matrix, where packing would take longer than the product. Sums are in the same order as those of
// tiles.

import { multiplyAdd, updateRow, updateSome, updateVector } from './tile';

/** Updates c [columns] by x [depth] times rows that are `row` bytes apart; `sums` is memory for as many columns. */
export function timesRows<T>(
  x: usize, rows: usize, row: usize, c: usize, depth: i32, columns: i32, mode: i32, sums: usize,
): void {
  const bytes = <usize>columns * sizeof<T>();
  const whole = bytes & -16;
  for (let at: usize = 0; at < bytes; at += sizeof<T>()) store<T>(sums + at, <T>0);
  let step = depth;
  for (; step >= 4; step -= 4, x += 4 * sizeof<T>(), rows += 4 * row) {
    const x0 = v128.load_splat<T>(x);
    const x1 = v128.load_splat<T>(x, sizeof<T>());
    const x2 = v128.load_splat<T>(x, 2 * sizeof<T>());
    const x3 = v128.load_splat<T>(x, 3 * sizeof<T>());
    const row1 = rows + row;
    const row2 = row1 + row;
    const row3 = row2 + row;
    for (let at: usize = 0; at < whole; at += 16) {
      let sum = v128.load(sums + at);
      sum = multiplyAdd<T>(x0, v128.load(rows + at), sum);
      sum = multiplyAdd<T>(x1, v128.load(row1 + at), sum);
      sum = multiplyAdd<T>(x2, v128.load(row2 + at), sum);
      sum = multiplyAdd<T>(x3, v128.load(row3 + at), sum);
      v128.store(sums + at, sum);
    }
    for (let at = whole; at < bytes; at += sizeof<T>()) {
      let sum = load<T>(sums + at);
      sum += load<T>(x) * load<T>(rows + at);
      sum += load<T>(x, sizeof<T>()) * load<T>(row1 + at);
      sum += load<T>(x, 2 * sizeof<T>()) * load<T>(row2 + at);
      sum += load<T>(x, 3 * sizeof<T>()) * load<T>(row3 + at);
      store<T>(sums + at, sum);
    }
  }
  for (; step > 0; step--, x += sizeof<T>(), rows += row) {
    for (let at: usize = 0; at < bytes; at += sizeof<T>()) {
      store<T>(sums + at, load<T>(sums + at) + load<T>(x) * load<T>(rows + at));
    }
  }
  for (let at: usize = 0; at < whole; at += 16) updateVector<T>(c + at, v128.load(sums + at), mode);
  for (let at = whole; at < bytes; at += sizeof<T>()) {
    updateSome<T>(c + at, v128.load_splat<T>(sums + at), 1, mode);
  }
}

/** Adds products of x with a square of as many rows as fit a vector, so that there is a sum for each row. */
@inline
function addSquare<T>(x: usize, r0: usize, r1: usize, r2: usize, r3: usize, sum: v128): v128 {
  const v0 = v128.load(r0);
  const v1 = v128.load(r1);
  if (sizeof<T>() == 8) {
    sum = multiplyAdd<T>(v128.load_splat<T>(x), v128.shuffle<f64>(v0, v1, 0, 2), sum);
    return multiplyAdd<T>(v128.load_splat<T>(x, 8), v128.shuffle<f64>(v0, v1, 1, 3), sum);
  }
  const v2 = v128.load(r2);
  const v3 = v128.load(r3);
  const low01 = v128.shuffle<f32>(v0, v1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(v2, v3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(v0, v1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(v2, v3, 2, 6, 3, 7);
  sum = multiplyAdd<T>(v128.load_splat<T>(x), v128.shuffle<f64>(low01, low23, 0, 2), sum);
  sum = multiplyAdd<T>(v128.load_splat<T>(x, 4), v128.shuffle<f64>(low01, low23, 1, 3), sum);
  sum = multiplyAdd<T>(v128.load_splat<T>(x, 8), v128.shuffle<f64>(high01, high23, 0, 2), sum);
  return multiplyAdd<T>(v128.load_splat<T>(x, 12), v128.shuffle<f64>(high01, high23, 1, 3), sum);
}

/** Adds the product of x with one column of as many rows as fit a vector. */
@inline
function addColumn<T>(x: usize, r0: usize, r1: usize, r2: usize, r3: usize, sum: v128): v128 {
  let column = sizeof<T>() == 8 ? v128.load64_zero(r0) : v128.load32_zero(r0);
  if (sizeof<T>() == 8) {
    column = v128.load64_lane(r1, column, 1);
  } else {
    column = v128.load32_lane(r1, column, 1);
    column = v128.load32_lane(r2, column, 2);
    column = v128.load32_lane(r3, column, 3);
  }
  return multiplyAdd<T>(v128.load_splat<T>(x), column, sum);
}

/** Updates c [count] by products of x [depth] with each of `count` rows that are `row` bytes apart. */
export function timesColumns<T>(x: usize, rows: usize, row: usize, c: usize, depth: i32, count: i32, mode: i32): void {
  const lanes = 16 / <i32>sizeof<T>();
  const end = <usize>depth * sizeof<T>();
  const whole = end & -16;
  for (; count > 0; count -= 2 * lanes, rows += <usize>(2 * lanes) * row, c += 32) {
    const r1 = rows + (count > 1 ? row : 0);
    const r2 = r1 + (count > 2 ? row : 0);
    const r3 = r2 + (count > 3 ? row : 0);
    const r4 = r3 + (count > 4 ? row : 0);
    const r5 = r4 + (count > 5 ? row : 0);
    const r6 = r5 + (count > 6 ? row : 0);
    const r7 = r6 + (count > 7 ? row : 0);
    let low = v128.splat<T>(0), high = low;
    let at: usize = 0;
    if (lanes == 4) {
      for (; at < whole; at += 16) {
        low = addSquare<T>(x + at, rows + at, r1 + at, r2 + at, r3 + at, low);
        high = addSquare<T>(x + at, r4 + at, r5 + at, r6 + at, r7 + at, high);
      }
      for (; at < end; at += sizeof<T>()) {
        low = addColumn<T>(x + at, rows + at, r1 + at, r2 + at, r3 + at, low);
        high = addColumn<T>(x + at, r4 + at, r5 + at, r6 + at, r7 + at, high);
      }
    } else {
      for (; at < whole; at += 16) {
        low = addSquare<T>(x + at, rows + at, r1 + at, 0, 0, low);
        high = addSquare<T>(x + at, r2 + at, r3 + at, 0, 0, high);
      }
      for (; at < end; at += sizeof<T>()) {
        low = addColumn<T>(x + at, rows + at, r1 + at, 0, 0, low);
        high = addColumn<T>(x + at, r2 + at, r3 + at, 0, 0, high);
      }
    }
    updateRow<T>(c, low, high, min(2 * lanes, count), mode);
  }
}
