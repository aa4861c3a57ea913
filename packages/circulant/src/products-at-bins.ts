import { memoise, type Ops } from '@tensorpress/core';
import type { Form } from './form.ts';

/**
 * What multiplies x [rows, m] by circulant blocks at each bin of their spectra, where it is a product of complex matrices,
 * [rows, above]·[above, across]; transforms are products with waves. All are products of matrices whose axes stay in order, so that
 * nothing is copied, and so are the gradients.
 */
export function productsAtBins<T>(ops: Ops<T>, c: T, form: Form, rows: number): (x: T) => T {
  const { places, inputs, outputs, block, down, across, signs } = form;
  const { bins, cosines, sines, shares, zeros } = tablesOf(form);
  const above = places * down;
  const constant = (values: Float32Array, shape: number[]) => ops.tensor(values, shape, 'float32');
  const [cosine, sine] = [constant(cosines, [bins, block]), constant(sines, [bins, block])];
  /** One part, real or imaginary, of the spectra of blocks [rows, columns, block]. */
  const part = (wave: T, blocks: T, rows: number, columns: number) =>
    ops.reshape(ops.matMul(wave, ops.reshape(blocks, [rows * columns, block]), false, true), [bins, rows, columns]);
  const share = constant(shares, [bins, 1, 1]);

  const blocksOf = (x: T): T => {
    const signed = signs ? ops.mul(x, constant(signs, [1, signs.length])) : x;
    if (zeros.length === 0) return signed;
    const cut = ops.reshape(signed, [rows * places, inputs]);
    const first = ops.slice(cut, [0, 0], [rows * places, 1]);
    return ops.concat([cut, ops.mul(first, constant(zeros, [1, zeros.length]))], 1);
  };

  const wr = ops.mul(part(cosine, c, above, across), share);
  const wi = ops.mul(part(sine, c, above, across), share);
  const back = (wave: T, spectra: T) => ops.matMul(ops.reshape(spectra, [bins, rows * across]), wave, true);

  return (x) => {
    const blocks = blocksOf(x);
    const xr = part(cosine, blocks, rows, above);
    const xi = part(sine, blocks, rows, above);
    const yr = ops.sub(ops.matMul(xr, wr), ops.matMul(xi, wi));
    const yi = ops.add(ops.matMul(xr, wi), ops.matMul(xi, wr));
    const y = ops.reshape(ops.add(back(cosine, yr), back(sine, yi)), [rows, across * block]);
    return across * block > outputs ? ops.slice(y, [0, 0], [rows, outputs]) : y;
  };
}

/**
 * Constants of a form, each of them one object for good: waves [bins, block], of which the conjugates are left out; what each bin
 * adds to a row; and zeros that fill the last block of a place up.
 */
const tablesOf = memoise(({ inputs, block, down }: Form) => {
  const bins = Math.floor(block / 2) + 1;
  const waves = (wave: (angle: number) => number) =>
    Float32Array.from({ length: bins * block }, (_, i) => {
      const turns = ((Math.floor(i / block) * (i % block)) % block) / block;
      return wave(2 * Math.PI * turns);
    });
  return {
    bins,
    cosines: waves(Math.cos),
    sines: waves((angle) => -Math.sin(angle)),
    shares: Float32Array.from({ length: bins }, (_, k) => (k === 0 || 2 * k === block ? 1 : 2) / block),
    zeros: new Float32Array(down * block - inputs),
  };
});
