import type { Ops } from '@tensorpress/core';
import type { Layout } from './layout-from.ts';

/** The parts as values of some operations. */
export interface KernelParts<T> {
  readonly u: T;
  readonly core: T;
  readonly v: T;
}

/** The core with the inputs of the kernel, [places · inputs, s]: u times each of its matrices. */
const widened = <T>(ops: Ops<T>, { u, core }: KernelParts<T>, { sides, ranks: [r, s] }: Layout): T => {
  const { places, inputs } = sides;
  const byInputs = ops.transpose(ops.reshape(core, [places, r, s]), [1, 0, 2]);
  const product = ops.matMul(ops.reshape(u, [inputs, r]), ops.reshape(byInputs, [r, places * s]));
  return ops.reshape(ops.transpose(ops.reshape(product, [inputs, places, s]), [1, 0, 2]), [places * inputs, s]);
};

/**
 * The kernel [...window, inputs, outputs] that parts make up.
 * @throws what `reshape` throws if the parts are of other sizes
 */
export const kernelOf = <T>(ops: Ops<T>, parts: KernelParts<T>, layout: Layout): T => {
  const { window, inputs, outputs } = layout.sides;
  const kernel = ops.matMul(widened(ops, parts, layout), ops.reshape(parts.v, [layout.ranks[1], outputs]));
  return ops.reshape(kernel, [...window, inputs, outputs]);
};

/**
 * The kernels of layers that do what one with the whole does: a matrix, the core and a matrix. Where a matrix is square, the
 * core takes it in, so that there is a layer less and the core is no larger.
 */
export function kernelsOf<T>(ops: Ops<T>, parts: KernelParts<T>, layout: Layout): T[] {
  const { sides, ranks } = layout;
  const { window, places, inputs, outputs } = sides;
  const [r, s] = ranks;
  const one = window.map(() => 1);
  const [wide, high] = [r === inputs, s === outputs];
  if (wide && high) return [kernelOf(ops, parts, layout)];
  const u = ops.reshape(parts.u, [...one, inputs, r]);
  const v = ops.reshape(parts.v, [...one, s, outputs]);
  if (wide) return [ops.reshape(widened(ops, parts, layout), [...window, inputs, s]), v];
  const core = ops.reshape(parts.core, [...window, r, s]);
  if (!high) return [u, core, v];
  const product = ops.matMul(ops.reshape(core, [places * r, s]), ops.reshape(v, [s, outputs]));
  return [u, ops.reshape(product, [...window, r, outputs])];
}
