/** Rows that are taken together, so that what is written fills whole lines of a cache. */
const BAND: i32 = 64;

/** Transposes 4 rows of 4. */
@inline
function turn(x: usize, row: usize, out: usize, outRow: usize): void {
  const r0 = v128.load(x);
  const r1 = v128.load(x + row);
  const r2 = v128.load(x + 2 * row);
  const r3 = v128.load(x + 3 * row);
  const low01 = v128.shuffle<f32>(r0, r1, 0, 4, 1, 5);
  const low23 = v128.shuffle<f32>(r2, r3, 0, 4, 1, 5);
  const high01 = v128.shuffle<f32>(r0, r1, 2, 6, 3, 7);
  const high23 = v128.shuffle<f32>(r2, r3, 2, 6, 3, 7);
  v128.store(out, v128.shuffle<f64>(low01, low23, 0, 2));
  v128.store(out + outRow, v128.shuffle<f64>(low01, low23, 1, 3));
  v128.store(out + 2 * outRow, v128.shuffle<f64>(high01, high23, 0, 2));
  v128.store(out + 3 * outRow, v128.shuffle<f64>(high01, high23, 1, 3));
}

export function transpose(x: usize, out: usize, rows: i32, columns: i32): void {
  const row = <usize>columns * 4;
  const outRow = <usize>rows * 4;
  for (let first = 0; first < rows; first += BAND) {
    const end = min(rows, first + BAND);
    let column = 0;
    for (; column + 4 <= columns; column += 4) {
      let i = first;
      let from = x + <usize>i * row + <usize>column * 4;
      let to = out + <usize>column * outRow + <usize>i * 4;
      for (; i + 4 <= end; i += 4, from += 4 * row, to += 16) turn(from, row, to, outRow);
      for (; i < end; i++, from += row, to += 4) {
        const value = v128.load(from);
        v128.store32_lane(to, value, 0);
        v128.store32_lane(to + outRow, value, 1);
        v128.store32_lane(to + 2 * outRow, value, 2);
        v128.store32_lane(to + 3 * outRow, value, 3);
      }
    }
    for (; column < columns; column++) {
      for (let i = first; i < end; i++) {
        store<f32>(out + <usize>column * outRow + <usize>i * 4, load<f32>(x + <usize>i * row + <usize>column * 4));
      }
    }
  }
}
