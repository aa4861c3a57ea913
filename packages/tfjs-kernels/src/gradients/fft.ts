import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';
import { partsOf } from '../derivatives/parts-of.ts';

/** The gradient of the Fourier transform of n numbers: n times the inverse transform of dy. */
export const fft: OpGradient = gradientOf('FFT', {}, (tf, dy) => ({
  input() {
    const n = dy.shape.at(-1) ?? 1;
    const [real, imag] = partsOf(tf, tf.spectral.ifft(dy));
    return tf.complex(tf.mul(real, n), tf.mul(imag, n));
  },
}));
