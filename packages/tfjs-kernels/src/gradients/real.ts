import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';

/** The gradient of `tf.real`: dy, which changes nothing in the imaginary part. */
export const real: OpGradient = gradientOf('Real', {}, (tf, dy) => ({
  input: () => tf.complex(dy, tf.zerosLike(dy)),
}));
