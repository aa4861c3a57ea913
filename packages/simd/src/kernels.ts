/**
 * The kernels on one WebAssembly memory. Pointers and scratch are byte offsets from its start, multiples of 4 (of 8 for
 * float64); sizes and strides count elements; matrices are row by row. No kernel takes memory: what it needs beside its
 * operands is `scratch`, at least `scratchBytes` long, which it leaves dirty. Outputs overlap nothing else, and need
 * not be cleared.
 */
export interface Kernels {
  /** What does the work; relaxed SIMD rounds once where the others round twice, they give the same bits. */
  readonly flavour: 'relaxed-simd' | 'simd' | 'typescript';

  /**
   * C [m, n] = op(A) [m, k] · op(B) [k, n], float32. `flags` adds `TRANSPOSE_A` (A is [k, m]), `TRANSPOSE_B` (B is [n,
   * k]) and `ACCUMULATE` (C += instead of C =). `lda`, `ldb`, `ldc` are the distances between rows as stored.
   */
  matMul(
    a: number,
    lda: number,
    b: number,
    ldb: number,
    c: number,
    ldc: number,
    m: number,
    k: number,
    n: number,
    flags: number,
    scratch: number,
  ): void;

  /**
   * C [n, n] = Aᵀ·A for A [m, n], float32, at about half the work of the product; `flags` adds `TRANSPOSE_B` (A·Aᵀ for
   * A [n, m]) and `ACCUMULATE`, to a C that is symmetric.
   */
  symmetricProduct(
    a: number,
    lda: number,
    c: number,
    ldc: number,
    m: number,
    n: number,
    flags: number,
    scratch: number,
  ): void;

  /** C [m, n] = op(A)·op(B) as `matMul` has it, float64. */
  matMul64(
    a: number,
    lda: number,
    b: number,
    ldb: number,
    c: number,
    ldc: number,
    m: number,
    k: number,
    n: number,
    flags: number,
    scratch: number,
  ): void;

  /** As `symmetricProduct`, float64. */
  symmetricProduct64(
    a: number,
    lda: number,
    c: number,
    ldc: number,
    m: number,
    n: number,
    flags: number,
    scratch: number,
  ): void;

  /**
   * Replaces the lower triangle of A [n, n], float64 and symmetric, by L with A = L·Lᵀ, and the rest by zeros. Gives
   * -1, or the first column whose pivot is not above zero, where it stops.
   */
  cholesky64(a: number, lda: number, n: number, scratch: number): number;

  /**
   * The patches that a convolution sees, float32: for `rows` output rows of one image from row `firstRow`, columns
   * [rows · outWidth, filterHeight · filterWidth · channels], zeros where a patch leaves the image [height, width,
   * channels].
   */
  im2col(image: number, columns: number, firstRow: number, rows: number, ...window: Window): void;

  /** The transpose of `im2col`: adds each entry of `columns` to the place of the image that it came from. */
  col2im(columns: number, image: number, firstRow: number, rows: number, ...window: Window): void;

  /**
   * The gradient of max pooling, float32: each entry of dy [outHeight, outWidth, channels] is added to the place of dx
   * [height, width, channels] where x has the first maximum of the window. dx must be cleared before.
   */
  maxPoolGrad(x: number, dy: number, dx: number, outHeight: number, ...window: Window): void;

  /**
   * Depthwise convolution of one image [height, width, channels] with a filter [filterHeight, filterWidth, channels ·
   * multiplier], float32: dy [outHeight, outWidth, channels · multiplier] is added to the gradient of the filter.
   */
  depthwiseGradFilter(
    x: number,
    dy: number,
    dFilter: number,
    multiplier: number,
    outHeight: number,
    ...window: Window
  ): void;

  /** As `depthwiseGradFilter`, for the gradient of the image: adds to dx, which must be cleared before. */
  depthwiseGradInput(
    dy: number,
    filter: number,
    dx: number,
    multiplier: number,
    outHeight: number,
    ...window: Window
  ): void;

  /** Sums the rows of x [rows, width], float32, into `sums` [width]; `flags` may be `ACCUMULATE`. */
  sumRows(x: number, sums: number, rows: number, width: number, flags: number): void;

  /**
   * Copies the rows of x [length, width], elements of 4 bytes, that `indices`, int32, name into `out` [count, width].
   * Stops at an index that is not in 0…length - 1; returns how many rows came before it.
   */
  gatherRows(x: number, length: number, width: number, indices: number, count: number, out: number): number;

  /**
   * Adds each row of x [count, width], float32, to the row of `sums` [length, width] that `indices`, int32, names for it. Rows
   * with an index that is not in 0…length - 1 count nowhere.
   */
  addRows(x: number, width: number, indices: number, count: number, sums: number, length: number): void;

  /** Out [columns, rows] = x [rows, columns] transposed, float32. */
  transpose(x: number, out: number, rows: number, columns: number): void;

  /** (x − mean) · factor + offset for x [rows, width], float32, with one entry of each for a column. `out` may be x. */
  normalizeRows(
    x: number,
    mean: number,
    factor: number,
    offset: number,
    out: number,
    rows: number,
    width: number,
  ): void;

  /** x [rows, width], float32, with what is below zero times the entry of `slopes` for its column. `out` may be x. */
  rectifyRows(x: number, slopes: number, out: number, rows: number, width: number): void;

  /** `count` float32 values, none below `least` nor above `most`; a NaN stays one. `out` may be x. */
  clamp(x: number, out: number, count: number, least: number, most: number): void;

  /**
   * For each of `count` float32 values how many of the k ≤ 255 `boundaries`, ascending, are at most the value: the
   * index of its cluster in one dimension, as bytes. A NaN counts as above none.
   */
  countBoundaries(values: number, count: number, boundaries: number, k: number, indices: number, scratch: number): void;
}

/** How a window moves over an image, in the order in which kernels take it. */
export type Window = readonly [
  height: number,
  width: number,
  channels: number,
  filterHeight: number,
  filterWidth: number,
  strideHeight: number,
  strideWidth: number,
  dilationHeight: number,
  dilationWidth: number,
  padTop: number,
  padLeft: number,
  outWidth: number,
];

export { ACCUMULATE, TRANSPOSE_A, TRANSPOSE_B } from './flags.ts';
