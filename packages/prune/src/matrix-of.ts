import { sidesOf } from '@tensorpress/core';

/**
 * The matrix that a kernel is: all axes but the last as rows, which are its inputs, and the last as columns, its outputs. A
 * tensor of one axis is a single column.
 */
export const matrixOf = (shape: readonly number[]): readonly [rows: number, columns: number] =>
  shape.length > 1 ? sidesOf(shape) : [shape[0] ?? 1, 1];
