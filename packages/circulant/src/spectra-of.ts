import type { Operation } from '@tensorpress/core';
import { realFourierOf } from '@tensorpress/fourier';

/** Transforms each row of so many real numbers: of numbers [.., block], spectra [rows, 2 · bins]. */
export function spectraOf(block: number): Operation {
  const { bins, forward, inverse } = realFourierOf(block);
  const spectrum = new Float64Array(2 * bins);
  return {
    forward({ data }) {
      const rows = data.length / block;
      const spectra = new Float32Array(rows * spectrum.length);
      for (let i = 0; i < rows; i++) {
        forward(spectrum, 0, data, i * block, block);
        spectra.set(spectrum, i * spectrum.length);
      }
      return { dtype: 'f32', shape: [rows, spectrum.length], data: spectra };
    },
    gradient({ data: dy }, { data }) {
      const gradient = new Float32Array(data.length);
      for (let i = 0; i < data.length / block; i++) {
        for (let k = 0; k < spectrum.length; k++) spectrum[k] = dy[i * spectrum.length + k]! / shareOf(block, k);
        inverse(gradient, i * block, spectrum, 0, block);
      }
      return [gradient];
    },
  };
}

/** What number k of a spectrum adds to the numbers of its row: twice as much where its conjugate, which is left out, adds the same. */
export const shareOf = (block: number, k: number): number => (k < 2 || k >= block + (block % 2) ? 1 : 2) / block;
