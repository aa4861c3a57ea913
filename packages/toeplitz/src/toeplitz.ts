import { type Codec, defineCodec, rootMeanSquare } from '@tensorpress/core';
import { draw, type Parts } from './draw.ts';
import { type Form, formOf, infosOf, LONGEST, type ToeplitzHeader } from './form.ts';
import { nearest } from './nearest.ts';
import { type ToeplitzParts, toeplitzDecoder } from './toeplitz-decoder.ts';
import { optionSpecs, rankFor, type ToeplitzOptions } from './toeplitz-options.ts';

/**
 * Makes a few generators of each matrix: pairs of vectors, whose products, moved on again and again by two shifts or by two learned
 * operators, add up to it. Such a matrix is of low displacement rank, but mostly of full rank. Generators and operators train.
 *
 * @see Sindhwani, Sainath, Kumar, "Structured transforms for small-footprint deep learning", NIPS 2015
 * @see Thomas, Gu, Dao, Rudra, Ré, "Learning compressed transforms with low displacement rank", NeurIPS 2018
 */
export const toeplitz: Codec<ToeplitzOptions, 'f32', ToeplitzParts, ToeplitzHeader> = defineCodec({
  ...toeplitzDecoder,
  options: optionSpecs,
  takes: ['f32'],

  plan({ shape }, options) {
    const [m = 0, n = 0] = shape;
    const form = formWith(options, m, n);
    if (shape.length !== 2) return 'is no matrix';
    if (m * n === 0) return 'holds nothing';
    const { size, rank, bands } = form;
    if (size > LONGEST * Math.min(m, n)) return `is more than ${LONGEST} times as long as wide`;
    if (2 * size * (rank + bands) >= m * n)
      return `displacement rank ${rank} would not be smaller than ${m} × ${n} dense`;
    return infosOf(form);
  },

  async encode({ shape: [m = 0, n = 0], data }, options, { seed = 0, signal }) {
    const form = formWith(options, m, n);
    const { g, h, rank, norm } = await nearest(data, form, { seed, ...(signal && { signal }) });
    if (norm >= 2 ** 127) return 'holds values too large for sums of products';
    const found = { ...form, rank };
    return encodingOf(found, { g: withBands(g, found), h: withBands(h, found) });
  },

  initialise({ shape: [m = 0, n = 0], data }, options, { seed = 0 }) {
    if (rootMeanSquare(data) === 0) return 'is zero everywhere, and random generators of that cannot be trained';
    const form = formWith(options, m, n);
    return encodingOf(form, draw(data, form, seed));
  },
});

const formWith = (options: ToeplitzOptions, m: number, n: number): Form =>
  formOf(m, n, { rank: rankFor(options, Math.max(1, m), Math.max(1, n)), operators: options.operators });

/** Generators with operators below them that are Z₁ and Z₋₁. */
function withBands(generators: Float64Array, { rank, bands, size }: Form): Float32Array {
  const data = new Float32Array((rank + bands) * size);
  data.set(generators);
  return data;
}

function encodingOf(form: Form, { g, h }: Parts) {
  const { rank, operators } = form;
  const infos = infosOf(form);
  return { header: { rank, operators }, parts: { g: { ...infos.g, data: g }, h: { ...infos.h, data: h } } };
}
