import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';
import { partsOf } from '../derivatives/parts-of.ts';

/** The gradient of `tf.complex`: the parts of dy. */
export const complex: OpGradient = gradientOf('Complex', {}, (tf, dy) => ({
  real: () => partsOf(tf, dy)[0],
  imag: () => partsOf(tf, dy)[1],
}));
