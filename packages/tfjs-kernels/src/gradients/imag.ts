import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';

/** The gradient of `tf.imag`: dy for the imaginary part. */
export const imag: OpGradient = gradientOf('Imag', {}, (tf, dy) => ({
  input: () => tf.complex(tf.zerosLike(dy), dy),
}));
