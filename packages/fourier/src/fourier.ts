import { bluestein } from './bluestein.ts';
import { mixedRadix } from './mixed-radix.ts';
import { powerOfTwo } from './power-of-two.ts';
import { LARGEST_RADIX, radicesOf } from './radices-of.ts';

/**
 * A discrete Fourier transform of n complex numbers, in float64: real and imaginary parts in turn. The inverse transform divides
 * by n. `out` and `data` may be the same array.
 */
export type Fourier = (out: Float64Array, data: Float64Array, inverse: boolean) => void;

/**
 * The transform of n ≥ 1 numbers: for powers of two by fft.js, for products of small primes in a step for each, and for other sizes by
 * Bluestein's convolution with a chirp.
 */
export function fourierOf(n: number): Fourier {
  if (n === 1) return (out, data) => out.set(data);
  if ((n & (n - 1)) === 0) return powerOfTwo(n);
  const radices = radicesOf(n);
  return radices.at(-1)! > LARGEST_RADIX ? bluestein(n) : mixedRadix(radices);
}
