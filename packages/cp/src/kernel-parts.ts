import type { Ops } from '@tensorpress/core';
import { type Layout, rowsOf } from './layout.ts';

/** The parts as values of some operations. */
export interface KernelParts<T> {
  readonly u: T;
  readonly window: T;
  readonly v: T;
}

/** The windows of all components, [places, rank]. */
function windowsOf<T>(ops: Ops<T>, { window }: KernelParts<T>, layout: Layout): T {
  const { axes, places, rank } = layout;
  const rows = ops.reshape(window, [rowsOf(layout), rank]);
  const [height, width] = axes;
  if (height === undefined || width === undefined) return rows;
  const along = (from: number, size: number, shape: number[]) =>
    ops.reshape(ops.slice(rows, [from, 0], [size, rank]), shape);
  const products = ops.mul(along(0, height, [height, 1, rank]), along(height, width, [1, width, rank]));
  return ops.reshape(products, [places, rank]);
}

/** The windows with the inputs, [places · inputs, rank]. */
function widened<T>(ops: Ops<T>, parts: KernelParts<T>, layout: Layout): T {
  const { places, inputs, rank } = layout;
  const windows = ops.reshape(windowsOf(ops, parts, layout), [places, 1, rank]);
  return ops.reshape(ops.mul(windows, ops.reshape(parts.u, [1, inputs, rank])), [places * inputs, rank]);
}

/**
 * The kernel [...window, inputs, outputs] that parts make up.
 * @throws what `reshape` and `slice` throw if the parts are of other sizes
 */
export function kernelOf<T>(ops: Ops<T>, parts: KernelParts<T>, layout: Layout): T {
  const { window, inputs, outputs, rank } = layout;
  const kernel = ops.matMul(widened(ops, parts, layout), ops.reshape(parts.v, [rank, outputs]));
  return ops.reshape(kernel, [...window, inputs, outputs]);
}

/**
 * The kernels of layers that do what one with the whole does: a matrix, a depthwise kernel and a matrix; of a single input, which
 * the windows take in, an ordinary one and a matrix.
 */
export function kernelsOf<T>(ops: Ops<T>, parts: KernelParts<T>, layout: Layout): T[] {
  const { window, inputs, outputs, rank } = layout;
  const one = window.map(() => 1);
  const v = ops.reshape(parts.v, [...one, rank, outputs]);
  if (inputs === 1) return [ops.reshape(widened(ops, parts, layout), [...window, 1, rank]), v];
  const u = ops.reshape(parts.u, [...one, inputs, rank]);
  return [u, ops.reshape(windowsOf(ops, parts, layout), [...window, rank, 1]), v];
}
