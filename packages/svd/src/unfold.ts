import { type Ops, plainOps, sidesOf, type Tensor } from '@tensorpress/core';

/**
 * How a tensor is a matrix. By channels all axes but the last are its rows, so that a kernel [h, w, inputs, outputs] is
 * [h·w·inputs, outputs]; spatially that is [h·inputs, w·outputs].
 */
export type Unfolding = 'channel' | 'spatial';

/** How a tensor of such a shape is a matrix: `'auto'` is what takes fewer parameters at the same rank. */
export function unfoldingFor(shape: readonly number[], wanted: Unfolding | 'auto'): Unfolding {
  if (shape.length !== 4) return 'channel';
  if (wanted !== 'auto') return wanted;
  const perRank = (unfolding: Unfolding) => matrixSides(shape, unfolding).reduce((m, n) => m + n);
  return perRank('spatial') < perRank('channel') ? 'spatial' : 'channel';
}

/** How many rows and columns the matrix of a tensor has. */
export function matrixSides(shape: readonly number[], unfolding: Unfolding): readonly [m: number, n: number] {
  if (unfolding === 'channel') return sidesOf(shape);
  const [h = 1, w = 1, inputs = 1, outputs = 1] = shape;
  return [h * inputs, w * outputs];
}

/** From [h, w, inputs, outputs] to [h, inputs, w, outputs], and back. */
const SPATIAL = [0, 2, 1, 3];

/** The matrix of a tensor, row by row. */
export const unfold = (tensor: Tensor<'f32'>, unfolding: Unfolding): Float32Array =>
  unfolding === 'channel' ? tensor.data : Float32Array.from(plainOps.transpose(tensor, SPATIAL).data);

/** The tensor of a matrix. */
export function fold<T>(ops: Ops<T>, matrix: T, shape: readonly number[], unfolding: Unfolding): T {
  if (unfolding === 'channel') return ops.reshape(matrix, [...shape]);
  const [h = 1, w = 1, inputs = 1, outputs = 1] = shape;
  return ops.transpose(ops.reshape(matrix, [h, inputs, w, outputs]), SPATIAL);
}

/**
 * The kernels that two layers have, one after the other, for the factors `u` [m, rank] and `v` [rank, n] of the matrix of a
 * kernel: [h, w, inputs, rank] and [1, 1, rank, outputs] by channels, [h, 1, inputs, rank] and [1, w, rank, outputs] spatially.
 */
export function foldFactors<T>(
  ops: Ops<T>,
  [u, v]: readonly [u: T, v: T],
  rank: number,
  shape: readonly number[],
  unfolding: Unfolding,
): readonly [T, T] {
  const axes = shape.slice(0, -2);
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  if (unfolding === 'channel') {
    return [ops.reshape(u, [...axes, inputs, rank]), ops.reshape(v, [...axes.map(() => 1), rank, outputs])];
  }
  const [h = 1, w = 1] = axes;
  const columns = ops.transpose(ops.reshape(v, [rank, w, outputs]), [1, 0, 2]);
  return [ops.reshape(u, [h, 1, inputs, rank]), ops.reshape(columns, [1, w, rank, outputs])];
}
