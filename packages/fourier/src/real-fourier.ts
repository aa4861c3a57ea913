import { fourierOf } from './fourier.ts';
import { rootsOf } from './roots-of.ts';

/**
 * A transform of rows of n real numbers, and back. A spectrum is `bins` complex numbers, real and imaginary parts in turn; those that
 * the others give, as conjugates, are left out.
 */
export interface RealFourier {
  readonly n: number;
  readonly bins: number;
  /** Writes to `out`, from `at` on, the spectrum of `count` ≤ n numbers of `row`, from `from` on, with zeros after them. */
  forward(out: Float64Array, at: number, row: Row, from: number, count: number): void;
  /** Writes to `out`, from `at` on, the first `count` ≤ n numbers of the row with the spectrum that is in `spectrum`, from `from` on. */
  inverse(out: Row, at: number, spectrum: Float64Array, from: number, count: number): void;
}

/** Real numbers in rows. */
export type Row = Float32Array | Float64Array;

/**
 * The discrete Fourier transform of n ≥ 1 real numbers: X[k] for k from 0 to ⌊n/2⌋. Products of such spectra are those of circular
 * convolutions. An even size takes a complex transform of half of it.
 */
export function realFourierOf(n: number): RealFourier {
  return n % 2 === 0 ? even(n) : odd(n);
}

function odd(n: number): RealFourier {
  const fourier = fourierOf(n);
  const bins = (n + 1) / 2;
  const [first, second] = [new Float64Array(2 * n), new Float64Array(2 * n)];
  return {
    n,
    bins,
    forward(out, at, row, from, count) {
      first.fill(0);
      for (let j = 0; j < count; j++) first[2 * j] = row[from + j]!;
      fourier(second, first, false);
      for (let i = 0; i < 2 * bins; i++) out[at + i] = second[i]!;
    },
    inverse(out, at, spectrum, from, count) {
      first[0] = spectrum[from]!;
      first[1] = 0;
      for (let i = 2; i < 2 * bins; i += 2) {
        first[i] = first[2 * n - i] = spectrum[from + i]!;
        first[i + 1] = spectrum[from + i + 1]!;
        first[2 * n - i + 1] = -first[i + 1]!;
      }
      fourier(second, first, true);
      for (let j = 0; j < count; j++) out[at + j] = second[2 * j]!;
    },
  };
}

/**
 * The even and the odd places of the row are the real and the imaginary parts of z, and X[k] = E[k] + e^(-2πi·k/n)·O[k] the spectra of both,
 * where E[k] and i·O[k] are half the sum and half the difference of Z[k] and the conjugate of Z[n/2 - k].
 */
function even(n: number): RealFourier {
  const half = n / 2;
  const fourier = fourierOf(half);
  const roots = rootsOf(n, half + 1);
  const [first, second] = [new Float64Array(n), new Float64Array(n)];
  return {
    n,
    bins: half + 1,
    forward(out, at, row, from, count) {
      for (let j = 0; j < count; j++) first[j] = row[from + j]!;
      if (count < n) first.fill(0, count);
      fourier(second, first, false);
      out[at] = second[0]! + second[1]!;
      out[at + n] = second[0]! - second[1]!;
      out[at + 1] = out[at + n + 1] = 0;
      for (let i = 2; i <= half; i += 2) {
        const er = (second[i]! + second[n - i]!) / 2;
        const ei = (second[i + 1]! - second[n - i + 1]!) / 2;
        const or = (second[i + 1]! + second[n - i + 1]!) / 2;
        const oi = (second[n - i]! - second[i]!) / 2;
        const cos = roots[i]!;
        const sin = roots[i + 1]!;
        const dr = cos * or - sin * oi;
        const di = cos * oi + sin * or;
        out[at + i] = er + dr;
        out[at + i + 1] = ei + di;
        out[at + n - i] = er - dr;
        out[at + n - i + 1] = di - ei;
      }
    },
    inverse(out, at, spectrum, from, count) {
      // The inverse transform is the transform with real and imaginary parts in each other's places.
      first[1] = (spectrum[from]! + spectrum[from + n]!) / n;
      first[0] = (spectrum[from]! - spectrum[from + n]!) / n;
      for (let i = 2; i <= half; i += 2) {
        const er = (spectrum[from + i]! + spectrum[from + n - i]!) / n;
        const ei = (spectrum[from + i + 1]! - spectrum[from + n - i + 1]!) / n;
        const dr = (spectrum[from + i]! - spectrum[from + n - i]!) / n;
        const di = (spectrum[from + i + 1]! + spectrum[from + n - i + 1]!) / n;
        const cos = roots[i]!;
        const sin = roots[i + 1]!;
        const or = cos * dr + sin * di;
        const oi = cos * di - sin * dr;
        first[i + 1] = er - oi;
        first[i] = ei + or;
        first[n - i + 1] = er + oi;
        first[n - i] = or - ei;
      }
      fourier(second, first, false);
      for (let j = 0; j < count; j++) out[at + j] = second[j ^ 1]!;
    },
  };
}
