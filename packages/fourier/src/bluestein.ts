import type { Fourier } from './fourier.ts';
import { powerOfTwo } from './power-of-two.ts';

/**
 * With jk = (j² + k² - (k - j)²) / 2 the sum over j of x[j]·e^(-2πi·jk/n) becomes a convolution of x·c and 1/c, where c[j] =
 * e^(-πi·j²/n), and that a product of transforms of a power of two.
 *
 * @see L. I. Bluestein, "A linear filtering approach to the computation of discrete Fourier transform", 1970
 */
export function bluestein(n: number): Fourier {
  const m = 2 ** Math.ceil(Math.log2(2 * n - 1));
  const fourier = powerOfTwo(m);
  const chirp = new Float64Array(2 * n);
  const other = new Float64Array(2 * m);
  for (let j = 0; j < n; j++) {
    // The angle is the same for j² modulo 2n, which stays exact.
    const angle = (Math.PI * ((j * j) % (2 * n))) / n;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    chirp.set([cos, -sin], 2 * j);
    other.set([cos, sin], 2 * j);
    if (j > 0) other.set([cos, sin], 2 * (m - j));
  }
  const spectrum = new Float64Array(2 * m);
  fourier(spectrum, other, false);
  const [first, second] = [new Float64Array(2 * m), new Float64Array(2 * m)];

  return (out, data, inverse) => {
    // The inverse transform is the conjugate of the transform of the conjugate.
    const sign = inverse ? -1 : 1;
    first.fill(0);
    first.set(data);
    for (let i = 1; i < 2 * n; i += 2) first[i]! *= sign;
    multiply(first, chirp, first);
    fourier(second, first, false);
    multiply(second, spectrum, second);
    fourier(first, second, true);
    multiply(first, chirp, out);
    if (!inverse) return;
    for (let i = 0; i < 2 * n; i += 2) {
      out[i]! /= n;
      out[i + 1]! /= -n;
    }
  };
}

/** Writes the products of the complex numbers of `a` and `b` to `out`, as many as `b` has. */
function multiply(a: Float64Array, b: Float64Array, out: Float64Array): void {
  for (let i = 0; i < b.length; i += 2) {
    const x = a[i]!;
    const y = a[i + 1]!;
    const c = b[i]!;
    const s = b[i + 1]!;
    out[i] = x * c - y * s;
    out[i + 1] = x * s + y * c;
  }
}
