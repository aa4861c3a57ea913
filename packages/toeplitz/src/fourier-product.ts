import type { Operation } from '@tensorpress/core';
import {
  addCorrelations,
  addProducts,
  type RealFourier,
  realFourierOf,
  recent,
  skewFourierOf,
} from '@tensorpress/fourier';

const circularOf = recent(realFourierOf);
const skewOf = recent(skewFourierOf);

/**
 * The spectra of generators [rank, size], of circulant or of skew-circulant matrices: [rank, 2·bins]. A derivative by a spectrum is here, and in
 * `fourierProduct`, the spectrum of the derivative by the row.
 */
export function spectra(rank: number, size: number, kind: 'circular' | 'skew'): Operation {
  const fourier = kind === 'circular' ? circularOf(size) : skewOf(size);
  const { bins } = fourier;
  return {
    forward(rows) {
      const found = new Float64Array(rank * 2 * bins);
      for (let i = 0; i < rank; i++) fourier.forward(found, i * 2 * bins, rows!.data, i * size, size);
      return { dtype: 'f32', shape: [rank, 2 * bins], data: Float32Array.from(found) };
    },
    gradient: (dy) => [rowsOf(fourier, Float64Array.from(dy.data), rank)],
  };
}

/** The rows of such spectra. */
function rowsOf(fourier: RealFourier, spectra: Float64Array, rank: number): Float32Array {
  const rows = new Float32Array(rank * fourier.n);
  for (let i = 0; i < rank; i++) fourier.inverse(rows, i * fourier.n, spectra, i * 2 * fourier.bins, fourier.n);
  return rows;
}

/**
 * The product of x [rows, m] and the upper left part [m, n] of the sum of Z₁(gᵢ)·Z₋₁(hᵢ)ᵀ, as an operation on x and on the spectra of g
 * and h. Each row of x takes 2 + 2·rank transforms; its gradient 3 + 4·rank.
 */
export function fourierProduct(m: number, n: number, rank: number): Operation {
  const size = Math.max(m, n);
  const [circular, skew] = [circularOf(size), skewOf(size)];
  const [wide, narrow] = [2 * circular.bins, 2 * skew.bins];
  // What one row makes on its way, with room for the wider of both kinds of spectra.
  const row = new Float64Array(size);
  const [bent, turned] = [new Float64Array(wide), new Float64Array(narrow)];

  /** Writes to `turned` the spectrum of Z₁(gᵢ)ᵀ·x, given the spectrum of x. */
  const correlate = (x: Float64Array, g: Float32Array, i: number) => {
    addCorrelations(bent.fill(0), 0, x, 0, g, i * wide, circular.bins);
    circular.inverse(row, 0, bent, 0, size);
    skew.forward(turned, 0, row, 0, size);
  };

  return {
    forward(x, g, h) {
      const rows = x!.data.length / m;
      const data = new Float32Array(rows * n);
      const [spectrum, sum] = [new Float64Array(wide), new Float64Array(narrow)];
      for (let at = 0; at < rows; at++) {
        circular.forward(spectrum, 0, x!.data, at * m, m);
        sum.fill(0);
        for (let i = 0; i < rank; i++) {
          correlate(spectrum, g!.data, i);
          addProducts(sum, 0, turned, 0, h!.data, i * narrow, skew.bins);
        }
        skew.inverse(data, at * n, sum, 0, n);
      }
      return { dtype: 'f32', shape: [rows, n], data };
    },
    gradient(dy, x, g, h) {
      const rows = x!.data.length / m;
      const byX = new Float32Array(x!.data.length);
      const [byG, byH] = [new Float64Array(rank * wide), new Float64Array(rank * narrow)];
      const [spectrum, sum, loss] = [new Float64Array(wide), new Float64Array(wide), new Float64Array(narrow)];
      for (let at = 0; at < rows; at++) {
        circular.forward(spectrum, 0, x!.data, at * m, m);
        skew.forward(loss, 0, dy.data, at * n, n);
        sum.fill(0);
        for (let i = 0; i < rank; i++) {
          correlate(spectrum, g!.data, i);
          addCorrelations(byH, i * narrow, loss, 0, turned, 0, skew.bins);
          addCorrelations(turned.fill(0), 0, loss, 0, h!.data, i * narrow, skew.bins);
          skew.inverse(row, 0, turned, 0, size);
          circular.forward(bent, 0, row, 0, size);
          addCorrelations(byG, i * wide, spectrum, 0, bent, 0, circular.bins);
          addProducts(sum, 0, bent, 0, g!.data, i * wide, circular.bins);
        }
        circular.inverse(byX, at * m, sum, 0, m);
      }
      return [byX, Float32Array.from(byG), Float32Array.from(byH)];
    },
  };
}
