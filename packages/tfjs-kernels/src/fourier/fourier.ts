import FFT from 'fft.js';

/**
 * A discrete Fourier transform of n complex numbers, in float64: real and imaginary parts in turn. The inverse transform divides
 * by n. `out` and `data` may be the same array.
 */
export type Fourier = (out: Float64Array, data: Float64Array, inverse: boolean) => void;

/** How many sizes a memo of transforms holds. */
const SIZES = 16;

/** Transforms of any size; tables that they need are made once for the sizes used last. */
export function fouriers(): (n: number) => Fourier {
  const known = new Map<number, Fourier>();
  return (n) => {
    const fourier = known.get(n) ?? fourierOf(n);
    known.delete(n);
    known.set(n, fourier);
    for (const oldest of known.keys()) {
      if (known.size <= SIZES) break;
      known.delete(oldest);
    }
    return fourier;
  };
}

/** The transform of n ≥ 1 numbers: for powers of two by fft.js, for other sizes by Bluestein's convolution with a chirp. */
export function fourierOf(n: number): Fourier {
  if (n === 1) return (out, data) => out.set(data);
  return (n & (n - 1)) === 0 ? powerOfTwo(n) : bluestein(n);
}

function powerOfTwo(n: number): Fourier {
  const fft = new FFT(n);
  const copy = new Float64Array(2 * n);
  return (out, data, inverse) => {
    copy.set(data);
    if (inverse) fft.inverseTransform(out, copy);
    else fft.transform(out, copy);
  };
}

/**
 * With jk = (j² + k² - (k - j)²) / 2 the sum over j of x[j]·e^(-2πi·jk/n) becomes a convolution of x·c and 1/c, where c[j] =
 * e^(-πi·j²/n), and that a product of transforms of a power of two.
 *
 * @see L. I. Bluestein, "A linear filtering approach to the computation of discrete Fourier transform", 1970
 */
function bluestein(n: number): Fourier {
  const m = 2 ** Math.ceil(Math.log2(2 * n - 1));
  const fft = new FFT(m);
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
  fft.transform(spectrum, other);
  const [first, second] = [new Float64Array(2 * m), new Float64Array(2 * m)];

  return (out, data, inverse) => {
    // The inverse transform is the conjugate of the transform of the conjugate.
    const sign = inverse ? -1 : 1;
    first.fill(0);
    first.set(data);
    for (let i = 1; i < 2 * n; i += 2) first[i]! *= sign;
    multiply(first, chirp, first);
    fft.transform(second, first);
    multiply(second, spectrum, second);
    fft.inverseTransform(first, second);
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
