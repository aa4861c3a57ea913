import type { Fourier } from './fourier.ts';
import { rootsOf } from './roots-of.ts';

/** One step of a transform: n / (radix · stride) runs of `stride` transforms of as many numbers as the radix. */
interface Step {
  readonly radix: number;
  readonly stride: number;
}

/**
 * The transform of n = radix₁ · radix₂ · … numbers in as many steps, each of which leaves its numbers in order (Stockham). A radix
 * may be 4 or any prime; large ones take long.
 *
 * @see C. Temperton, "Self-sorting mixed-radix fast Fourier transforms", Journal of Computational Physics 52, 1983
 */
export function mixedRadix(radices: readonly number[]): Fourier {
  const steps: Step[] = [];
  let n = 1;
  for (const radix of radices) {
    steps.push({ radix, stride: n });
    n *= radix;
  }
  const roots = rootsOf(n);
  const [first, second] = [new Float64Array(2 * n), new Float64Array(2 * n)];
  const sums = new Float64Array(2 * Math.max(...radices));

  return (out, data, inverse) => {
    let from = data;
    for (const [i, { radix, stride }] of steps.entries()) {
      const to = i === steps.length - 1 ? out : from === first ? second : first;
      // The inverse transform is the transform with real and imaginary parts in each other's places.
      const im = inverse ? 0 : 1;
      if (radix === 4) byFour(to, from, im, stride, roots);
      else if (radix === 2) byTwo(to, from, im, stride, roots);
      else byOdd(to, from, im, stride, roots, radix, sums);
      from = to;
    }
    if (inverse) for (let i = 0; i < 2 * n; i++) out[i]! /= n;
  };
}

function byTwo(to: Float64Array, from: Float64Array, im: number, stride: number, roots: Float64Array): void {
  const re = 1 - im;
  const half = from.length / 2;
  const run = 2 * stride;
  for (let p = 0; p < half; p += run) {
    const wr = roots[p]!;
    const wi = roots[p + 1]!;
    for (let i = p; i < p + run; i += 2) {
      const ar = from[i + re]!;
      const ai = from[i + im]!;
      const br = from[i + half + re]!;
      const bi = from[i + half + im]!;
      const o = i + p;
      to[o + re] = ar + br;
      to[o + im] = ai + bi;
      const cr = ar - br;
      const ci = ai - bi;
      to[o + run + re] = cr * wr - ci * wi;
      to[o + run + im] = cr * wi + ci * wr;
    }
  }
}

function byFour(to: Float64Array, from: Float64Array, im: number, stride: number, roots: Float64Array): void {
  const re = 1 - im;
  const quarter = from.length / 4;
  const run = 2 * stride;
  for (let p = 0; p < quarter; p += run) {
    const ur = roots[p]!;
    const ui = roots[p + 1]!;
    const vr = roots[2 * p]!;
    const vi = roots[2 * p + 1]!;
    const wr = roots[3 * p]!;
    const wi = roots[3 * p + 1]!;
    for (let i = p; i < p + run; i += 2) {
      const ar = from[i + re]!;
      const ai = from[i + im]!;
      const br = from[i + quarter + re]!;
      const bi = from[i + quarter + im]!;
      const cr = from[i + 2 * quarter + re]!;
      const ci = from[i + 2 * quarter + im]!;
      const dr = from[i + 3 * quarter + re]!;
      const di = from[i + 3 * quarter + im]!;
      const er = ar + cr;
      const ei = ai + ci;
      const fr = ar - cr;
      const fi = ai - ci;
      const gr = br + dr;
      const gi = bi + di;
      const hr = bi - di;
      const hi = dr - br;
      const o = i + 3 * p;
      to[o + re] = er + gr;
      to[o + im] = ei + gi;
      const xr = fr + hr;
      const xi = fi + hi;
      to[o + run + re] = xr * ur - xi * ui;
      to[o + run + im] = xr * ui + xi * ur;
      const yr = er - gr;
      const yi = ei - gi;
      to[o + 2 * run + re] = yr * vr - yi * vi;
      to[o + 2 * run + im] = yr * vi + yi * vr;
      const zr = fr - hr;
      const zi = fi - hi;
      to[o + 3 * run + re] = zr * wr - zi * wi;
      to[o + 3 * run + im] = zr * wi + zi * wr;
    }
  }
}

/** For odd radices: sums and differences of the j-th number and the j-th from the end take cosines and sines, one each. */
function byOdd(
  to: Float64Array,
  from: Float64Array,
  im: number,
  stride: number,
  roots: Float64Array,
  radix: number,
  sums: Float64Array,
): void {
  const re = 1 - im;
  const part = from.length / radix;
  const run = 2 * stride;
  for (let p = 0; p < part; p += run) {
    for (let i = p; i < p + run; i += 2) {
      const ar = from[i + re]!;
      const ai = from[i + im]!;
      let tr = ar;
      let ti = ai;
      for (let j = 1; 2 * j < radix; j++) {
        const b = i + j * part;
        const c = i + (radix - j) * part;
        const br = from[b + re]!;
        const bi = from[b + im]!;
        const cr = from[c + re]!;
        const ci = from[c + im]!;
        tr += sums[4 * j - 4] = br + cr;
        ti += sums[4 * j - 3] = bi + ci;
        sums[4 * j - 2] = br - cr;
        sums[4 * j - 1] = bi - ci;
      }
      const o = i + (radix - 1) * p;
      to[o + re] = tr;
      to[o + im] = ti;
      for (let k = 1; 2 * k < radix; k++) {
        let er = ar;
        let ei = ai;
        let fr = 0;
        let fi = 0;
        for (let j = 1, at = 0; 2 * j < radix; j++) {
          at += k * part;
          if (at >= from.length) at -= from.length;
          const cos = roots[at]!;
          const sin = roots[at + 1]!;
          er += cos * sums[4 * j - 4]!;
          ei += cos * sums[4 * j - 3]!;
          fr -= sin * sums[4 * j - 1]!;
          fi += sin * sums[4 * j - 2]!;
        }
        put(to, o + k * run, im, er + fr, ei + fi, roots, k * p);
        put(to, o + (radix - k) * run, im, er - fr, ei - fi, roots, (radix - k) * p);
      }
    }
  }
}

/** Writes a complex number times a root. */
function put(to: Float64Array, at: number, im: number, r: number, i: number, roots: Float64Array, root: number): void {
  const wr = roots[root]!;
  const wi = roots[root + 1]!;
  to[at + 1 - im] = r * wr - i * wi;
  to[at + im] = r * wi + i * wr;
}
