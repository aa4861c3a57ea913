import { type Codec, defineCodec, rootMeanSquare } from '@tensorpress/core';
import { type Decomposition, decompose } from './decompose.ts';
import { draw } from './draw.ts';
import { type KernelSides, kernelSides } from './kernel-sides.ts';
import type { TuckerHeader } from './layout-from.ts';
import { parametersOf, type Ranks } from './ranks.ts';
import { type TuckerParts, tuckerDecoder } from './tucker-decoder.ts';
import { choiceFor, isRanks, optionSpecs, type TuckerOptions } from './tucker-options.ts';

/**
 * Makes of each kernel of a convolution a smaller one, between fewer channels, with a matrix before and one behind it: three
 * convolutions, of which only the one in the middle has a window. All three train.
 *
 * @see Kim, Park, Yoo, Choi, Yang, Shin, "Compression of deep convolutional neural networks for fast and low power mobile
 *   applications", ICLR 2016
 */
export const tucker: Codec<TuckerOptions, 'f32', TuckerParts, TuckerHeader> = defineCodec({
  ...tuckerDecoder,
  options: optionSpecs,
  takes: ['f32'],

  plan({ shape }, { rank }) {
    const sides = kernelSides(shape);
    const choice = choiceFor(rank, typeof sides === 'string' ? NONE : sides);
    if (typeof sides === 'string') return sides;
    // Where the values decide, each rank may be any, and both at least 1.
    const least = isRanks(choice) ? choice : ([1, 1] as const);
    if (!isSmaller(least, sides)) return notSmaller(least, sides);
    return infosOf(isRanks(choice) ? choice : [sides.inputs, sides.outputs], sides);
  },

  async encode({ shape, data }, { rank }, { signal }) {
    const sides = kernelSides(shape);
    if (typeof sides === 'string') return sides;
    return encodingOf(await decompose(data, sides, choiceFor(rank, sides), signal), sides);
  },

  async initialise({ shape, data }, { rank }, { seed = 0, signal }) {
    const sides = kernelSides(shape);
    if (typeof sides === 'string') return sides;
    if (rootMeanSquare(data) === 0) return 'is zero everywhere, and random parts of that cannot be trained';
    const choice = choiceFor(rank, sides);
    const ranks = isRanks(choice) ? choice : (await decompose(data, sides, choice, signal)).ranks;
    return encodingOf(await draw(data, sides, ranks, seed), sides);
  },
});

/** Sides of no kernel, for which an option is checked nevertheless. */
const NONE: KernelSides = { window: [], places: 1, inputs: 1, outputs: 1 };

const infosOf = ([r, s]: Ranks, { window, inputs, outputs }: KernelSides) =>
  ({
    u: { dtype: 'f32', shape: [inputs, r] },
    core: { dtype: 'f32', shape: [...window, r, s] },
    v: { dtype: 'f32', shape: [s, outputs] },
  }) as const;

function encodingOf({ u, core, v, ranks, norm }: Decomposition, sides: KernelSides) {
  if (!isSmaller(ranks, sides)) return notSmaller(ranks, sides);
  if (norm >= 2 ** 127) return 'holds values too large for sums of products';
  const infos = infosOf(ranks, sides);
  return {
    header: { ranks },
    parts: { u: { ...infos.u, data: u }, core: { ...infos.core, data: core }, v: { ...infos.v, data: v } },
  };
}

const isSmaller = (ranks: Ranks, sides: KernelSides): boolean =>
  parametersOf(sides, ranks) < sides.places * sides.inputs * sides.outputs;

const notSmaller = ([r, s]: Ranks, { window, inputs, outputs }: KernelSides): string =>
  `ranks ${r} and ${s} would not be smaller than ${window.join(' × ')} × ${inputs} × ${outputs} dense`;
