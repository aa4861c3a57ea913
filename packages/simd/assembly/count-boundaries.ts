/** Up to so many boundaries, comparing with all is quickest. */
const FEW: i32 = 24;
/** Cells into which the range of many boundaries is divided. */
const CELLS: i32 = 4096;
/** Up to so many boundaries in one cell are compared one by one. */
const CROWD: i32 = 6;

/** How many of a few boundaries are at most each of 16 values. */
@inline
function countSixteen(values: usize, boundaries: usize, end: usize, indices: usize): void {
  const v0 = v128.load(values);
  const v1 = v128.load(values, 16);
  const v2 = v128.load(values, 32);
  const v3 = v128.load(values, 48);
  let c0 = i32x4.splat(0), c1 = c0, c2 = c0, c3 = c0;
  for (let at = boundaries; at != end; at += 4) {
    const boundary = v128.load32_splat(at);
    c0 = i32x4.sub(c0, f32x4.ge(v0, boundary));
    c1 = i32x4.sub(c1, f32x4.ge(v1, boundary));
    c2 = i32x4.sub(c2, f32x4.ge(v2, boundary));
    c3 = i32x4.sub(c3, f32x4.ge(v3, boundary));
  }
  v128.store(indices, i8x16.narrow_i16x8_u(i16x8.narrow_i32x4_s(c0, c1), i16x8.narrow_i32x4_s(c2, c3)));
}

function countAll(values: usize, count: usize, boundaries: usize, k: i32, indices: usize): void {
  const end = boundaries + <usize>k * 4;
  let i: usize = 0;
  for (; i + 16 <= count; i += 16) countSixteen(values + i * 4, boundaries, end, indices + i);
  for (; i < count; i++) {
    const value = load<f32>(values + i * 4);
    let below = 0;
    for (let at = boundaries; at != end; at += 4) below += <i32>(value >= load<f32>(at));
    store<u8>(indices + i, below);
  }
}

/** Binary search without branches among 255 boundaries. */
function countByHalves(values: usize, count: usize, boundaries: usize, indices: usize): void {
  for (let i: usize = 0; i < count; i++) {
    const value = load<f32>(values + i * 4);
    let at = boundaries;
    at += <usize>(value >= load<f32>(at, 4 * 127)) << 9;
    at += <usize>(value >= load<f32>(at, 4 * 63)) << 8;
    at += <usize>(value >= load<f32>(at, 4 * 31)) << 7;
    at += <usize>(value >= load<f32>(at, 4 * 15)) << 6;
    at += <usize>(value >= load<f32>(at, 4 * 7)) << 5;
    at += <usize>(value >= load<f32>(at, 4 * 3)) << 4;
    at += <usize>(value >= load<f32>(at, 4 * 1)) << 3;
    at += <usize>(value >= load<f32>(at)) << 2;
    store<u8>(indices + i, (at - boundaries) >> 2);
  }
}

/** Cells of values; a greater value has never a lower cell, NaN has the lowest. */
@inline
function cellsOf(values: v128, lowest: v128, scale: v128): v128 {
  const scaled = f32x4.mul(f32x4.sub(values, lowest), scale);
  const clamped = f32x4.pmin(f32x4.pmax(f32x4.splat(0), scaled), f32x4.splat(<f32>(CELLS - 1)));
  // The last bits of a number between 2^23 and 2^24 are its integer part.
  return v128.and(f32x4.add(clamped, f32x4.splat(8388608)), i32x4.splat(CELLS - 1));
}

/**
 * Counts boundaries below cell and value: of those in lower cells the table knows, those in the same cell are compared.
 */
@inline
function countInCell(value: f32, cell: i32, table: usize, boundaries: usize, crowd: i32): i32 {
  let below: i32 = load<u8>(table + cell);
  for (let i = 0; i < crowd; i++) below += <i32>(value >= load<f32>(boundaries + (<usize>below << 2)));
  return below;
}

@inline
function countByCells(
  values: usize, count: usize, table: usize, boundaries: usize, crowd: i32, lowest: v128, scale: v128, indices: usize,
): void {
  for (let i: usize = 0; i < count; i += 4, values += 16) {
    const cells = cellsOf(v128.load(values), lowest, scale);
    const c0 = countInCell(load<f32>(values), i32x4.extract_lane(cells, 0), table, boundaries, crowd);
    const c1 = countInCell(load<f32>(values, 4), i32x4.extract_lane(cells, 1), table, boundaries, crowd);
    const c2 = countInCell(load<f32>(values, 8), i32x4.extract_lane(cells, 2), table, boundaries, crowd);
    const c3 = countInCell(load<f32>(values, 12), i32x4.extract_lane(cells, 3), table, boundaries, crowd);
    store<u32>(indices + i, c0 | (c1 << 8) | (c2 << 16) | (c3 << 24));
  }
}

export function countBoundaries(
  values: usize, count: usize, boundaries: usize, k: i32, indices: usize, scratch: usize,
): void {
  if (k <= FEW) {
    countAll(values, count, boundaries, k, indices);
    return;
  }
  // NaN behind the last boundary is at most nothing.
  const sorted = scratch;
  for (let i: usize = 0; i < 256; i++) {
    store<f32>(sorted + i * 4, i < <usize>k ? load<f32>(boundaries + i * 4) : NaN);
  }
  const lowest = v128.load32_splat(sorted);
  const range = load<f32>(sorted + <usize>k * 4 - 4) - load<f32>(sorted);
  const scale = f32x4.splat(<f32>CELLS / range);
  const table = scratch + 1024;
  let crowd = 0;
  let filled = 0;
  let first = 0;
  for (let i = 0; i <= k; i++) {
    const boundary = v128.load32_splat(sorted + <usize>i * 4);
    const cell = i < k ? i32x4.extract_lane(cellsOf(boundary, lowest, scale), 0) : CELLS;
    if (cell >= filled) {
      crowd = max(crowd, i - first);
      first = i;
      for (; filled <= min(cell, CELLS - 1); filled++) store<u8>(table + filled, i);
    }
  }
  const whole = crowd <= CROWD ? count & -4 : 0;
  if (crowd == 1) countByCells(values, whole, table, sorted, 1, lowest, scale, indices);
  else if (crowd == 2) countByCells(values, whole, table, sorted, 2, lowest, scale, indices);
  else countByCells(values, whole, table, sorted, crowd, lowest, scale, indices);
  countByHalves(values + whole * 4, count - whole, sorted, indices + whole);
}
