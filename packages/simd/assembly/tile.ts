// The heart of the products: a tile of C, 4 rows by 2 vectors, that stays in registers while op(A) and op(B) pass by.

/** What becomes of the sums: C = sums, C += sums or C -= sums. */
export const ASSIGN: i32 = 0;
export const ADD: i32 = 1;
export const SUBTRACT: i32 = 2;

/** Columns of a tile. */
@inline
export function tileColumns<T>(): i32 {
  return 32 / <i32>sizeof<T>();
}

@inline
export function multiplyAdd<T>(x: v128, y: v128, sum: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<T>(x, y, sum);
  return v128.add<T>(sum, v128.mul<T>(x, y));
}

@inline
function updated<T>(c: v128, sum: v128, mode: i32): v128 {
  return mode == ASSIGN ? sum : mode == ADD ? v128.add<T>(c, sum) : v128.sub<T>(c, sum);
}

@inline
export function updateVector<T>(c: usize, sum: v128, mode: i32): void {
  if (mode == ASSIGN) v128.store(c, sum);
  else v128.store(c, updated<T>(v128.load(c), sum, mode));
}

/** Updates as many elements at c as there are columns, at most a vector. */
export function updateSome<T>(c: usize, sum: v128, columns: i32, mode: i32): void {
  if (columns * <i32>sizeof<T>() >= 16) {
    updateVector<T>(c, sum, mode);
  } else if (sizeof<T>() == 8) {
    if (columns == 1) v128.store64_lane(c, updated<T>(v128.load64_zero(c), sum, mode), 0);
  } else {
    if (columns & 2) {
      v128.store64_lane(c, updated<T>(v128.load64_zero(c), sum, mode), 0);
      c += 8;
      sum = v128.shuffle<f64>(sum, sum, 1, 1);
    }
    if (columns & 1) v128.store32_lane(c, updated<T>(v128.load32_zero(c), sum, mode), 0);
  }
}

/** Updates elements of a row of two vectors. */
@inline
export function updateRow<T>(c: usize, low: v128, high: v128, columns: i32, mode: i32): void {
  updateSome<T>(c, low, columns, mode);
  const rest = columns - 16 / <i32>sizeof<T>();
  if (rest > 0) updateSome<T>(c + 16, high, rest, mode);
}

/** Updates a tile at the edge of C. */
function updateEdge<T>(
  c: usize, cRow: usize, s00: v128, s01: v128, s10: v128, s11: v128, s20: v128, s21: v128, s30: v128, s31: v128,
  rows: i32, columns: i32, mode: i32,
): void {
  updateRow<T>(c, s00, s01, columns, mode);
  if (rows > 1) updateRow<T>(c + cRow, s10, s11, columns, mode);
  if (rows > 2) updateRow<T>(c + 2 * cRow, s20, s21, columns, mode);
  if (rows > 3) updateRow<T>(c + 3 * cRow, s30, s31, columns, mode);
}

/**
 * Updates `rows` by `columns` elements of C by products of `depth` terms. Steps along the sum are `aStep` bytes apart
 * in a, 2 vectors in b; the four rows of a are packed together, or where not `packed`, `aRow` bytes apart. Where it is
 * `narrow`, the columns fit one vector.
 */
@inline
export function tile<T>(
  packed: bool, narrow: bool, a: usize, aRow: usize, aStep: usize, b: usize,
  c: usize, cRow: usize, depth: i32, rows: i32, columns: i32, mode: i32,
): void {
  let s00 = v128.splat<T>(0), s01 = s00, s10 = s00, s11 = s00;
  let s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  let a1 = a + (rows > 1 ? aRow : 0);
  let a2 = a1 + (rows > 2 ? aRow : 0);
  let a3 = a2 + (rows > 3 ? aRow : 0);
  const end = a + <usize>depth * aStep;
  while (a != end) {
    const b0 = v128.load(b);
    const b1 = narrow ? b0 : v128.load(b, 16);
    let x = v128.load_splat<T>(a);
    s00 = multiplyAdd<T>(x, b0, s00);
    if (!narrow) s01 = multiplyAdd<T>(x, b1, s01);
    x = packed ? v128.load_splat<T>(a, sizeof<T>()) : v128.load_splat<T>(a1);
    s10 = multiplyAdd<T>(x, b0, s10);
    if (!narrow) s11 = multiplyAdd<T>(x, b1, s11);
    x = packed ? v128.load_splat<T>(a, 2 * sizeof<T>()) : v128.load_splat<T>(a2);
    s20 = multiplyAdd<T>(x, b0, s20);
    if (!narrow) s21 = multiplyAdd<T>(x, b1, s21);
    x = packed ? v128.load_splat<T>(a, 3 * sizeof<T>()) : v128.load_splat<T>(a3);
    s30 = multiplyAdd<T>(x, b0, s30);
    if (!narrow) s31 = multiplyAdd<T>(x, b1, s31);
    a += aStep;
    b += 32;
    if (!packed) {
      a1 += aStep;
      a2 += aStep;
      a3 += aStep;
    }
  }
  if (!narrow && rows == 4 && columns == tileColumns<T>()) {
    updateVector<T>(c, s00, mode);
    updateVector<T>(c + 16, s01, mode);
    c += cRow;
    updateVector<T>(c, s10, mode);
    updateVector<T>(c + 16, s11, mode);
    c += cRow;
    updateVector<T>(c, s20, mode);
    updateVector<T>(c + 16, s21, mode);
    c += cRow;
    updateVector<T>(c, s30, mode);
    updateVector<T>(c + 16, s31, mode);
  } else {
    updateEdge<T>(c, cRow, s00, s01, s10, s11, s20, s21, s30, s31, rows, columns, mode);
  }
}
