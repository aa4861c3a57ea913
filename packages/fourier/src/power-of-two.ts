import FFT from 'fft.js';
import type { Fourier } from './fourier.ts';

/** The transform of n numbers for a power of two from 2 on, by fft.js. */
export function powerOfTwo(n: number): Fourier {
  const fft = new FFT(n);
  const copy = new Float64Array(2 * n);
  return (out, data, inverse) => {
    if (out === data) copy.set(data);
    const from = out === data ? copy : data;
    if (inverse) fft.inverseTransform(out, from);
    else fft.transform(out, from);
  };
}
