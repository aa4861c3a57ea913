import { SUMMED_ROWS } from '../src/blocking';
import { ACCUMULATE } from '../src/flags';

@inline
function update(sums: usize, sum: v128, added: bool): void {
  v128.store(sums, added ? f32x4.add(v128.load(sums), sum) : sum);
}

/** Sums rows that stay in a cache while their columns are taken, 32 at a time. */
function sumSome(x: usize, row: usize, rows: i32, sums: usize, width: i32, added: bool): void {
  const bytes = <usize>rows * row;
  for (; width >= 32; width -= 32, x += 128, sums += 128) {
    let s0 = f32x4.splat(0), s1 = s0, s2 = s0, s3 = s0;
    let s4 = s0, s5 = s0, s6 = s0, s7 = s0;
    for (let at = x, end = x + bytes; at != end; at += row) {
      s0 = f32x4.add(s0, v128.load(at));
      s1 = f32x4.add(s1, v128.load(at, 16));
      s2 = f32x4.add(s2, v128.load(at, 32));
      s3 = f32x4.add(s3, v128.load(at, 48));
      s4 = f32x4.add(s4, v128.load(at, 64));
      s5 = f32x4.add(s5, v128.load(at, 80));
      s6 = f32x4.add(s6, v128.load(at, 96));
      s7 = f32x4.add(s7, v128.load(at, 112));
    }
    update(sums, s0, added);
    update(sums + 16, s1, added);
    update(sums + 32, s2, added);
    update(sums + 48, s3, added);
    update(sums + 64, s4, added);
    update(sums + 80, s5, added);
    update(sums + 96, s6, added);
    update(sums + 112, s7, added);
  }
  for (; width >= 4; width -= 4, x += 16, sums += 16) {
    let sum = f32x4.splat(0);
    for (let at = x, end = x + bytes; at != end; at += row) sum = f32x4.add(sum, v128.load(at));
    update(sums, sum, added);
  }
  for (; width > 0; width--, x += 4, sums += 4) {
    let sum: f32 = 0;
    for (let at = x, end = x + bytes; at != end; at += row) sum += load<f32>(at);
    store<f32>(sums, added ? load<f32>(sums) + sum : sum);
  }
}

export function sumRows(x: usize, sums: usize, rows: i32, width: i32, flags: i32): void {
  const row = <usize>width * 4;
  let first = 0;
  do {
    const some = min(SUMMED_ROWS, rows - first);
    sumSome(x, row, some, sums, width, first > 0 || (flags & ACCUMULATE) != 0);
    x += <usize>some * row;
    first += SUMMED_ROWS;
  } while (first < rows);
}
