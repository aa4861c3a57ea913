import { gradientOf } from '../gradient-of.ts';
import type { OpGradient } from '../op-gradient.ts';
import { partsOf } from '../parts-of.ts';

/** The gradient of `tf.complex`: the parts of dy. */
export const complex: OpGradient = gradientOf('Complex', {}, (tf, dy) => ({
  real: () => partsOf(tf, dy)[0],
  imag: () => partsOf(tf, dy)[1],
}));
