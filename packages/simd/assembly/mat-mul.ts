import { DEPTH, ROW_BYTES, ROWS } from '../src/blocking';
import { ACCUMULATE, TRANSPOSE_A, TRANSPOSE_B } from '../src/flags';
import { packColumns, packFours, packRows } from './pack';
import { ADD, ASSIGN, SUBTRACT, tile, tileColumns } from './tile';
import { timesColumns, timesRows } from './vector';

/** A flag for products inside: they are subtracted from what is there. */
export const SUBTRACTED: i32 = 8;

/** Products of so few rows do not repay that the second operand is packed. */
const FEW_ROWS: i32 = 3;

/** Sums of a vector times a matrix that are kept at a time. */
const SUMS: i32 = 1024;

/**
 * Multiplies rows of a by packed strips of b; rows of a are packed in fours, or as they are stored, `aRow` bytes apart.
 * The first four rows go no further than column `reach`, and the next always four columns further.
 */
@inline
function multiply<T>(
  packed: bool, a: usize, aRow: usize, b: usize,
  c: usize, cRow: usize, depth: i32, rows: i32, columns: i32, reach: i32, mode: i32,
): void {
  const width = tileColumns<T>();
  const aStep = packed ? 4 * sizeof<T>() : sizeof<T>();
  const aStrip = packed ? <usize>depth * aStep : 4 * aRow;
  for (; rows > 0; rows -= 4, a += aStrip, c += 4 * cRow, reach += 4) {
    const height = min(4, rows);
    let to = c;
    let strip = b;
    let left = min(columns, reach);
    for (; 2 * left > width; left -= width, to += 32, strip += <usize>depth * 32) {
      tile<T>(packed, false, a, aRow, aStep, strip, to, cRow, depth, height, min(width, left), mode);
    }
    if (left > 0) tile<T>(packed, true, a, aRow, aStep, strip, to, cRow, depth, height, left, mode);
  }
}

function multiplyPacked<T>(
  a: usize, b: usize, c: usize, cRow: usize, depth: i32, rows: i32, columns: i32, reach: i32, mode: i32,
): void {
  multiply<T>(true, a, 0, b, c, cRow, depth, rows, columns, reach, mode);
}

function multiplyRows<T>(
  a: usize, aRow: usize, b: usize, c: usize, cRow: usize, depth: i32, rows: i32, columns: i32, reach: i32, mode: i32,
): void {
  multiply<T>(false, a, aRow, b, c, cRow, depth, rows, columns, reach, mode);
}

/** Multiplies columns of a, packed at `packed`, by packed strips of b. */
@inline
function multiplyColumns<T>(
  a: usize, aRow: usize, packed: usize, b: usize,
  c: usize, cRow: usize, depth: i32, rows: i32, columns: i32, reach: i32, mode: i32,
): void {
  for (let i = 0; i < rows; i += ROWS, a += ROWS * sizeof<T>(), c += ROWS * cRow) {
    const some = min(ROWS, rows - i);
    packFours<T>(a, aRow, depth, some, packed);
    multiplyPacked<T>(packed, b, c, cRow, depth, some, columns, reach + i, mode);
  }
}

/** What becomes of C with sums of the terms from p on. */
@inline
function modeOf(flags: i32, p: i32): i32 {
  return flags & SUBTRACTED ? SUBTRACT : p > 0 || flags & ACCUMULATE ? ADD : ASSIGN;
}

/** A vector times a matrix, the vector along the columns of what is stored (`downward`) or its rows. */
function timesMatrix<T>(
  x: usize, matrix: usize, row: usize, downward: bool, c: usize, k: i32, n: i32, flags: i32, scratch: usize,
): void {
  let p = 0;
  do {
    const depth = min(DEPTH, k - p);
    const mode = modeOf(flags, p);
    for (let j = 0; j < n; j += SUMS) {
      const columns = min(SUMS, n - j);
      const to = c + <usize>j * sizeof<T>();
      if (downward) timesRows<T>(x, matrix + <usize>j * sizeof<T>(), row, to, depth, columns, mode, scratch);
      else timesColumns<T>(x, matrix + <usize>j * row, row, to, depth, columns, mode);
    }
    x += <usize>depth * sizeof<T>();
    matrix += downward ? <usize>depth * row : <usize>depth * sizeof<T>();
    p += DEPTH;
  } while (p < k);
}

/** The product as `matMul` has it, and where the flags say `SUBTRACTED`, C -= it. */
export function product<T>(
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, m: i32, k: i32, n: i32, flags: i32, scratch: usize,
): void {
  const transposeA = (flags & TRANSPOSE_A) != 0;
  const transposeB = (flags & TRANSPOSE_B) != 0;
  const aRow = <usize>lda * sizeof<T>();
  const bRow = <usize>ldb * sizeof<T>();
  const cRow = <usize>ldc * sizeof<T>();
  if (n == 1 && ldc == 1 && (transposeB || ldb == 1)) {
    timesMatrix<T>(b, a, aRow, transposeA, c, k, m, flags, scratch);
    return;
  }
  if (m <= (transposeB ? 1 : FEW_ROWS) && (!transposeA || lda == 1)) {
    for (let i = 0; i < m; i++, a += aRow, c += cRow) timesMatrix<T>(a, b, bRow, !transposeB, c, k, n, flags, scratch);
    return;
  }
  const panel = ROW_BYTES / <i32>sizeof<T>();
  for (let j = 0; j < n; j += panel, c += ROW_BYTES) {
    const columns = min(panel, n - j);
    let p = 0;
    do {
      const depth = min(DEPTH, k - p);
      const mode = modeOf(flags, p);
      if (transposeB) packColumns<T>(b + <usize>j * bRow + <usize>p * sizeof<T>(), bRow, depth, columns, scratch);
      else packRows<T>(b + <usize>p * bRow + <usize>j * sizeof<T>(), bRow, depth, columns, scratch);
      if (transposeA) {
        const packed = scratch + DEPTH * ROW_BYTES;
        multiplyColumns<T>(
          a + <usize>p * aRow, aRow, packed, scratch, c, cRow, depth, m, columns, i32.MAX_VALUE - m, mode,
        );
      } else {
        multiplyRows<T>(
          a + <usize>p * sizeof<T>(), aRow, scratch, c, cRow, depth, m, columns, i32.MAX_VALUE - m, mode,
        );
      }
      p += DEPTH;
    } while (p < k);
  }
}

/** Copies the lower triangle of a matrix to the upper, in blocks that stay in a cache. */
function mirror<T>(c: usize, row: usize, n: i32): void {
  for (let j = 0; j < n; j += 16) {
    for (let i = j; i < n; i++) {
      const to = c + <usize>i * sizeof<T>();
      const from = c + <usize>i * row;
      for (let q = j, end = min(i, j + 16); q < end; q++) {
        store<T>(to + <usize>q * row, load<T>(from + <usize>q * sizeof<T>()));
      }
    }
  }
}

/**
 * Products of a's columns with one another, or of its rows where the flags say `TRANSPOSE_B`: tiles on and below the
 * diagonal, and what is above it by symmetry.
 */
@inline
function productWithItself<T>(
  a: usize, lda: i32, c: usize, ldc: i32, m: i32, n: i32, flags: i32, scratch: usize,
): void {
  const aRow = <usize>lda * sizeof<T>();
  const cRow = <usize>ldc * sizeof<T>();
  const panel = ROW_BYTES / <i32>sizeof<T>();
  const packed = scratch + DEPTH * ROW_BYTES;
  const ofRows = (flags & TRANSPOSE_B) != 0;
  const place = ofRows ? aRow : sizeof<T>();
  const step = ofRows ? sizeof<T>() : aRow;
  for (let j = 0; j < n; j += panel) {
    const columns = min(panel, n - j);
    const to = c + <usize>j * (cRow + sizeof<T>());
    let p = 0;
    do {
      const depth = min(DEPTH, m - p);
      const from = a + <usize>j * place + <usize>p * step;
      const mode = modeOf(flags, p);
      if (ofRows) {
        packColumns<T>(from, aRow, depth, columns, scratch);
        multiplyRows<T>(from, aRow, scratch, to, cRow, depth, n - j, columns, 4, mode);
      } else {
        packRows<T>(from, aRow, depth, columns, scratch);
        multiplyColumns<T>(from, aRow, packed, scratch, to, cRow, depth, n - j, columns, 4, mode);
      }
      p += DEPTH;
    } while (p < m);
  }
  mirror<T>(c, cRow, n);
}

export function matMul(
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, m: i32, k: i32, n: i32, flags: i32, scratch: usize,
): void {
  product<f32>(a, lda, b, ldb, c, ldc, m, k, n, flags, scratch);
}

export function matMul64(
  a: usize, lda: i32, b: usize, ldb: i32, c: usize, ldc: i32, m: i32, k: i32, n: i32, flags: i32, scratch: usize,
): void {
  product<f64>(a, lda, b, ldb, c, ldc, m, k, n, flags, scratch);
}

export function symmetricProduct(
  a: usize, lda: i32, c: usize, ldc: i32, m: i32, n: i32, flags: i32, scratch: usize,
): void {
  productWithItself<f32>(a, lda, c, ldc, m, n, flags, scratch);
}

export function symmetricProduct64(
  a: usize, lda: i32, c: usize, ldc: i32, m: i32, n: i32, flags: i32, scratch: usize,
): void {
  productWithItself<f64>(a, lda, c, ldc, m, n, flags, scratch);
}
