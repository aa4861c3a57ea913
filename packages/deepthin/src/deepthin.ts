import { type Codec, defineCodec, rootMeanSquare, sidesOf } from '@tensorpress/core';
import { type DeepthinParts, deepthinDecoder } from './deepthin-decoder.ts';
import { type DeepthinOptions, layoutWith, optionSpecs } from './deepthin-options.ts';
import { draw, type Factors, factor } from './factor.ts';
import { type DeepthinHeader, type Layout, parametersOf } from './layout.ts';

/**
 * Makes two thin factors of each weight, whose product, read row by row, is the weight column by column. By this other layout it is of full
 * rank, however low that of the product is. Both factors train.
 *
 * @see Sotoudeh, Baghsorkhi, "DeepThin: a self-compressing library for deep neural networks", arXiv:1802.06944, 2018
 */
export const deepthin: Codec<DeepthinOptions, 'f32', DeepthinParts, DeepthinHeader> = defineCodec({
  ...deepthinDecoder,
  options: optionSpecs,
  takes: ['f32'],

  plan({ shape }, options) {
    const [m, n] = sidesOf(shape);
    const layout = layoutWith(options, Math.max(1, m), Math.max(1, n));
    if (shape.length < 2) return 'is no matrix';
    if (m * n === 0) return 'holds nothing';
    const { p, q, rank } = layout;
    if (parametersOf(layout) >= m * n) return `${p} × ${q} of rank ${rank} would not be smaller than ${m} × ${n} dense`;
    return infosOf(layout, rank);
  },

  async encode({ shape, data }, options, { seed = 0, signal }) {
    const layout = layoutWith(options, ...sidesOf(shape));
    const factors = await factor(data, layout, { seed, ...(signal && { signal }) });
    return factors.norm >= 2 ** 127 ? 'holds values too large for sums of products' : encodingOf(layout, factors);
  },

  initialise({ shape, data }, options, { seed = 0 }) {
    if (rootMeanSquare(data) === 0) return 'is zero everywhere, and random factors of that cannot be trained';
    const layout = layoutWith(options, ...sidesOf(shape));
    return encodingOf(layout, draw(data, layout, seed));
  },
});

const infosOf = ({ p, q }: Layout, rank: number) =>
  ({ xf: { dtype: 'f32', shape: [p, rank] }, wf: { dtype: 'f32', shape: [rank, q] } }) as const;

function encodingOf(layout: Layout, { xf, wf, rank }: Factors) {
  const { xf: left, wf: right } = infosOf(layout, rank);
  return { header: { rank, width: layout.q }, parts: { xf: { ...left, data: xf }, wf: { ...right, data: wf } } };
}
