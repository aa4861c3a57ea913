import type { Operation } from '@tensorpress/core';
import { addCorrelations, addProducts, realFourierOf } from '@tensorpress/fourier';
import type { Form } from './form.ts';
import { shareOf } from './spectra-of.ts';

/**
 * Of x [rows, m] and the spectra of circulant blocks: x·W [rows, n]. The spectrum of a block of the product is a sum of products, over
 * the blocks above one another, of the spectra of the blocks of x and of W, so that each block of either is transformed once. Both
 * gradients are correlations.
 *
 * @see Ding et al., "CirCNN: accelerating and compressing deep neural networks using block-circulant weight matrices", MICRO 2017
 */
export function productOf({ places, inputs, outputs, block, down, across, signs }: Form): Operation {
  const { bins, forward, inverse } = realFourierOf(block);
  const width = 2 * bins;
  const m = places * inputs;
  const above = places * down;
  const row = new Float64Array(Math.max(m, outputs));
  const [x, y] = [new Float64Array(above * width), new Float64Array(across * width)];
  const sum = new Float64Array(width);

  const fromOf = (i: number) => Math.floor(i / down) * inputs + (i % down) * block;
  const countOf = (i: number) => Math.min(block, inputs - (i % down) * block);
  const outputsOf = (j: number) => Math.min(block, outputs - j * block);

  const transformInputs = (data: Float32Array, at: number) => {
    if (signs) for (let i = 0; i < m; i++) row[i] = data[at + i]! * signs[i]!;
    else for (let i = 0; i < m; i++) row[i] = data[at + i]!;
    for (let i = 0; i < above; i++) forward(x, i * width, row, fromOf(i), countOf(i));
  };
  const transformOutputs = (data: Float32Array, at: number) => {
    for (let i = 0; i < outputs; i++) row[i] = data[at + i]!;
    for (let j = 0; j < across; j++) forward(y, j * width, row, j * block, outputsOf(j));
  };

  return {
    forward({ data, shape: [rows = 0] }, { data: spectra }) {
      const product = new Float32Array(rows * outputs);
      for (let r = 0; r < rows; r++) {
        transformInputs(data, r * m);
        for (let j = 0; j < across; j++) {
          sum.fill(0);
          for (let i = 0; i < above; i++) addProducts(sum, 0, x, i * width, spectra, (i * across + j) * width, bins);
          inverse(product, r * outputs + j * block, sum, 0, outputsOf(j));
        }
      }
      return { dtype: 'f32', shape: [rows, outputs], data: product };
    },

    gradient({ data: dy, shape: [rows = 0] }, { data }, { data: known }) {
      // Of one type with the other spectra, which is quicker.
      const spectra = Float64Array.from(known);
      const [dx, sums] = [new Float32Array(data.length), new Float64Array(spectra.length)];
      for (let r = 0; r < rows; r++) {
        transformInputs(data, r * m);
        transformOutputs(dy, r * outputs);
        for (let i = 0; i < above; i++) {
          sum.fill(0);
          for (let j = 0; j < across; j++) {
            const at = (i * across + j) * width;
            addCorrelations(sums, at, y, j * width, x, i * width, bins);
            addCorrelations(sum, 0, y, j * width, spectra, at, bins);
          }
          inverse(dx, r * m + fromOf(i), sum, 0, countOf(i));
        }
        if (signs) for (let i = 0; i < m; i++) dx[r * m + i]! *= signs[i]!;
      }
      return [dx, Float32Array.from(sums, (value, k) => value * shareOf(block, k % width))];
    },
  };
}
