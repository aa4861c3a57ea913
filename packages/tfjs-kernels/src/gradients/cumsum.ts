import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';

/** The gradient of `tf.cumsum` along any axis: the sum of dy from the other end. */
export const cumsum: OpGradient = gradientOf('Cumsum', {}, (tf, dy, _, { axis, exclusive, reverse }) => ({
  x: () => tf.cumsum(dy, Number(axis), Boolean(exclusive), !reverse),
}));
