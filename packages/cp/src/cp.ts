import { type Codec, defineCodec, rootMeanSquare } from '@tensorpress/core';
import { type CpParts, cpDecoder } from './cp-decoder.ts';
import { type CpOptions, layoutFor, optionSpecs } from './cp-options.ts';
import { decompose } from './decompose.ts';
import { draw } from './draw.ts';
import { componentNorms, type Factors } from './factors.ts';
import { type KernelSides, kernelSides } from './kernel-sides.ts';
import { type CpHeader, type Layout, perComponent, rowsOf } from './layout.ts';

/**
 * Makes of each kernel of a convolution a sum of few products of vectors, one along each axis: a matrix, a depthwise convolution and
 * another matrix. All train.
 *
 * @see Lebedev, Ganin, Rakhuba, Oseledets, Lempitsky, "Speeding-up convolutional neural networks using fine-tuned CP-decomposition",
 *   ICLR 2015
 */
export const cp: Codec<CpOptions, 'f32', CpParts, CpHeader> = defineCodec({
  ...cpDecoder,
  options: optionSpecs,
  takes: ['f32'],

  plan({ shape }, options) {
    const sides = kernelSides(shape);
    const layout = layoutFor(typeof sides === 'string' ? NONE : sides, options);
    if (typeof sides === 'string') return sides;
    return isSmaller(layout) ? infosOf(layout) : notSmaller(layout);
  },

  async encode({ shape, data }, options, { seed = 0, signal }) {
    const sides = kernelSides(shape);
    if (typeof sides === 'string') return sides;
    const layout = layoutFor(sides, options);
    const work = { sweeps: options.sweeps, seed, ...(signal && { signal }) };
    const factors = await decompose(data, layout, work);
    if (componentNorms(factors).reduce((a, b) => a + b) >= 2 ** 127)
      return 'holds values too large for sums of products';
    return encodingOf(layout, factors, options);
  },

  async initialise({ shape, data }, options, { seed = 0 }) {
    const sides = kernelSides(shape);
    if (typeof sides === 'string') return sides;
    if (rootMeanSquare(data) === 0) return 'is zero everywhere, and random parts of that cannot be trained';
    const layout = layoutFor(sides, options);
    return encodingOf(layout, await draw(data, layout, seed), options);
  },
});

/** Sides of no kernel, for which options are checked nevertheless. */
const NONE: KernelSides = { window: [], places: 1, inputs: 1, outputs: 1 };

const infosOf = (layout: Layout) => {
  const { inputs, outputs, rank } = layout;
  return {
    u: { dtype: 'f32', shape: [inputs, rank] },
    window: { dtype: 'f32', shape: [rowsOf(layout), rank] },
    v: { dtype: 'f32', shape: [rank, outputs] },
  } as const;
};

function encodingOf(layout: Layout, factors: Factors, { window: kind }: CpOptions) {
  const { outputs } = layout;
  const rank = factors[0]!.n;
  const { u, window, v } = infosOf({ ...layout, rank });
  const [ofInputs, ofOutputs] = [factors.at(-2)!.data, factors.at(-1)!.data];
  const along = factors.slice(0, -2).flatMap(({ data }) => [...data]);
  const rows = Float32Array.from(ofOutputs, (_, at) => ofOutputs[(at % outputs) * rank + Math.floor(at / outputs)]!);
  return {
    header: { rank, ...(kind === 'joint' && { window: kind }) },
    parts: {
      u: { ...u, data: Float32Array.from(ofInputs) },
      window: { ...window, data: Float32Array.from(along) },
      v: { ...v, data: rows },
    },
  };
}

const isSmaller = (layout: Layout): boolean =>
  layout.rank * perComponent(layout) < layout.places * layout.inputs * layout.outputs;

const notSmaller = ({ rank, window, inputs, outputs }: Layout): string =>
  `rank ${rank} would not be smaller than ${window.join(' × ')} × ${inputs} × ${outputs} dense`;
