import { fourierOf } from './fourier.ts';
import { type RealFourier, realFourierOf } from './real-fourier.ts';
import { rootsOf } from './roots-of.ts';

/**
 * The Fourier transform of n ≥ 1 real numbers at frequencies between those of the discrete one. Products of such spectra are those of
 * skew-circular convolutions, where what passes the end comes in at the beginning with the other sign. Which frequencies are in a
 * spectrum, and in which order, depends on n: every second (k + ½) / n where it is even, which takes a complex transform of n/2.
 */
export function skewFourierOf(n: number): RealFourier {
  return n % 2 === 0 ? even(n) : odd(n);
}

/** For an odd size, every second number with the other sign makes a circular convolution of a skew-circular one. */
function odd(n: number): RealFourier {
  const { bins, forward, inverse } = realFourierOf(n);
  const turned = new Float64Array(n);
  return {
    n,
    bins,
    forward(out, at, row, from, count) {
      for (let j = 0; j < count; j++) turned[j] = j % 2 === 0 ? row[from + j]! : -row[from + j]!;
      forward(out, at, turned, 0, count);
    },
    inverse(out, at, spectrum, from, count) {
      inverse(turned, 0, spectrum, from, count);
      for (let j = 0; j < count; j++) out[at + j] = j % 2 === 0 ? turned[j]! : -turned[j]!;
    },
  };
}

/** X[2k] is the transform of (x[j] - i·x[j + n/2])·e^(-πi·j/n), and X[n - 1 - 2k] its conjugate. */
function even(n: number): RealFourier {
  const half = n / 2;
  const fourier = fourierOf(half);
  const roots = rootsOf(2 * n, half);
  const [first, second] = [new Float64Array(n), new Float64Array(n)];
  return {
    n,
    bins: half,
    forward(out, at, row, from, count) {
      for (let j = 0; j < half; j++) {
        const re = j < count ? row[from + j]! : 0;
        const im = j + half < count ? row[from + j + half]! : 0;
        const cos = roots[2 * j]!;
        const sin = roots[2 * j + 1]!;
        first[2 * j] = cos * re + sin * im;
        first[2 * j + 1] = sin * re - cos * im;
      }
      fourier(second, first, false);
      for (let i = 0; i < n; i++) out[at + i] = second[i]!;
    },
    inverse(out, at, spectrum, from, count) {
      for (let i = 0; i < n; i++) first[i] = spectrum[from + i]!;
      fourier(second, first, true);
      for (let j = 0; j < half; j++) {
        const re = second[2 * j]!;
        const im = second[2 * j + 1]!;
        const cos = roots[2 * j]!;
        const sin = roots[2 * j + 1]!;
        if (j < count) out[at + j] = cos * re + sin * im;
        if (j + half < count) out[at + j + half] = sin * re - cos * im;
      }
    },
  };
}
