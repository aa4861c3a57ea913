import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';
import { partsOf } from '../derivatives/parts-of.ts';

/** The gradient of `tf.abs` of complex numbers: dy·x / |x|, and zero where x is. */
export const complexAbs: OpGradient = gradientOf('ComplexAbs', { inputsToSave: ['x'] }, (tf, dy, [x]) => ({
  x() {
    // Not by `tf.divNoNan`, which has no gradient itself.
    const size = tf.maximum(tf.abs(x!), 1e-30);
    const [real, imag] = partsOf(tf, x!);
    return tf.complex(tf.mul(dy, tf.div(real, size)), tf.mul(dy, tf.div(imag, size)));
  },
}));
