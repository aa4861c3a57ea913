import { type Codec, defineCodec, type Encoding, rootMeanSquare, sizeOf } from '@tensorpress/core';
import { type CirculantParts, circulantDecoder } from './circulant-decoder.ts';
import { type CirculantOptions, optionSpecs } from './circulant-options.ts';
import { draw } from './draw.ts';
import { type CirculantHeader, formOf } from './form.ts';
import { project } from './project.ts';

/**
 * Makes a weight of circulant blocks, whose rows are one row shifted on by one place each, and multiplies by them through Fourier
 * transforms. Convolutions have such blocks over channels, at each place of their windows.
 *
 * @see Cheng, Yu, Feris, Kumar, Choudhary, Chang, "An exploration of parameter redundancy in deep networks with circulant projections",
 * ICCV 2015
 * @see Ding et al., "CirCNN: accelerating and compressing deep neural networks using block-circulant weight matrices", MICRO 2017
 */
export const circulant: Codec<CirculantOptions, 'f32', CirculantParts, CirculantHeader> = defineCodec({
  ...circulantDecoder,
  options: optionSpecs,
  takes: ['f32'],

  plan({ shape }, options) {
    if (shape.length < 2) return 'is no matrix';
    const size = sizeOf(shape);
    if (size === 0) return 'holds nothing';
    const { shape: own, block } = formOf(shape, { block: blockFor(shape, options) });
    if (sizeOf(own) < size) return { c: { dtype: 'f32', shape: own } };
    return `circulant blocks of ${block} would not be smaller than [${shape}] dense`;
  },

  encode: ({ shape, data }, options, { seed = 0 }) => {
    const header = headerFor(shape, options, seed);
    return encodingOf(shape, header, project(data, formOf(shape, header)));
  },

  initialise({ shape, data }, options, { seed = 0 }) {
    if (rootMeanSquare(data) === 0) return 'is zero everywhere, which says nothing of how to begin';
    const header = headerFor(shape, options, seed);
    return encodingOf(shape, header, draw(data, sizeOf(formOf(shape, header).shape), seed));
  },
});

/** The size of blocks; larger than a matrix they would hold what counts for nothing. */
const blockFor = (shape: readonly number[], { block = Number.POSITIVE_INFINITY }: CirculantOptions): number =>
  Math.min(block, Math.max(...shape.slice(-2)));

const headerFor = (shape: readonly number[], options: CirculantOptions, seed: number): CirculantHeader => ({
  block: blockFor(shape, options),
  ...(options.signs && { seed: seed | 0 }),
});

const encodingOf = (
  shape: readonly number[],
  header: CirculantHeader,
  c: Float32Array,
): Encoding<CirculantParts, CirculantHeader> => ({
  header,
  parts: { c: { dtype: 'f32', shape: formOf(shape, header).shape, data: c } },
});
