/**
 * The matrix that a kernel is: all axes but the last as rows, which are its inputs, and the last as columns, its outputs. A
 * tensor of one axis is a single column.
 */
export const matrixOf = (shape: readonly number[]): readonly [rows: number, columns: number] =>
  shape.length > 1 ? [shape.slice(0, -1).reduce((size, n) => size * n, 1), shape.at(-1)!] : [shape[0] ?? 1, 1];
