import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';
import { partsOf } from '../derivatives/parts-of.ts';

/** The gradient of the inverse Fourier transform of n numbers: the transform of dy, divided by n. */
export const ifft: OpGradient = gradientOf('IFFT', {}, (tf, dy) => ({
  input() {
    const n = dy.shape.at(-1) ?? 1;
    const [real, imag] = partsOf(tf, tf.spectral.fft(dy));
    return tf.complex(tf.div(real, n), tf.div(imag, n));
  },
}));
