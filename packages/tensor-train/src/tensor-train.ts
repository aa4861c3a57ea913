import { type Codec, defineCodec, rootMeanSquare, sizeOf, type Tensor } from '@tensorpress/core';
import { coresOf, pairsOf, parametersOf, type Sides, sidesFor, type TensorTrainHeader } from './layout.ts';
import type { Modes } from './modes.ts';
import { tensorTrainDecoder } from './tensor-train-decoder.ts';
import { modesWith, optionSpecs, type TensorTrainOptions, truncationFor } from './tensor-train-options.ts';
import { pack, type TensorTrainParts, type Truncation } from './train.ts';

/**
 * Makes a tensor train of each weight: a small core for each mode of its rows and one of its columns, whose products it is made of. All
 * cores train.
 *
 * @see Novikov, Podoprikhin, Osokin, Vetrov, "Tensorizing neural networks", NIPS 2015
 */
export const tensorTrain: Codec<TensorTrainOptions, 'f32', TensorTrainParts, TensorTrainHeader> = defineCodec({
  ...tensorTrainDecoder,
  options: optionSpecs,
  takes: ['f32'],

  plan({ shape }, options) {
    const plan = planFor(shape, options);
    if (typeof plan === 'string') return plan;
    return { cores: { dtype: 'f32', shape: [plan.most] } };
  },

  async encode(tensor, options, { seed = 0, signal }) {
    const plan = planFor(tensor.shape, options);
    if (typeof plan === 'string') return plan;
    const { modes, truncation, sides } = plan;
    // Only what encodes has to load the linear algebra.
    const { fit } = await import('./fit.ts');
    const how = { seed, sweeps: options.sweeps, ...(signal && { signal }) };
    const train = await fit(padded(tensor, sides, modes), modes, truncation, how);
    const count = parametersOf(coresOf({ ...modes, ranks: train.ranks }));
    return count < tensor.data.length ? pack(train, modes) : notSmaller(train.ranks, sides);
  },

  async initialise({ shape, data }, options, { seed = 0 }) {
    const plan = planFor(shape, options);
    if (typeof plan === 'string') return plan;
    const { modes, truncation } = plan;
    if ('tolerance' in truncation) return 'is random, so that no rank is within a tolerance';
    if (rootMeanSquare(data) === 0) return 'is zero everywhere, and random cores of that cannot be trained';
    const { draw } = await import('./draw.ts');
    return pack(await draw(data, { ...modes, ranks: truncation.ranks }, seed), modes);
  },
});

/** How a tensor of such a shape is to be encoded. */
interface Plan {
  readonly sides: Sides;
  readonly modes: Modes;
  readonly truncation: Truncation;
  /** Parameters, at most. */
  readonly most: number;
}

function planFor(shape: readonly number[], options: TensorTrainOptions): Plan | string {
  const sides = sidesFor(shape);
  const modes = modesWith(options, sides);
  const size = sizeOf(shape);
  const truncation = typeof modes === 'string' ? modes : truncationFor(options.rank, modes, size);
  if (shape.length < 2) return 'is no matrix';
  if (size === 0) return 'holds nothing';
  if (typeof modes === 'string') return modes;
  if (typeof truncation === 'string') return truncation;
  const ranks =
    'ranks' in truncation
      ? truncation.ranks
      : pairsOf(modes)
          .slice(1)
          .map(() => 1);
  const least = parametersOf(coresOf({ ...modes, ranks }));
  if (least >= size) return notSmaller(ranks, sides);
  return { sides, modes, truncation, most: 'ranks' in truncation ? least : size - 1 };
}

const notSmaller = (ranks: readonly number[], { window, m, n }: Sides): string =>
  `ranks ${ranks.join(', ')} would not be smaller than ${window > 1 ? `${window} × ` : ''}${m} × ${n} dense`;

/** The numbers of a tensor, with zeros after its rows and its columns where modes ask for more. */
function padded({ data }: Tensor<'f32'>, { window, m, n }: Sides, { inputs, outputs }: Modes): Float32Array {
  const [rows, columns] = [sizeOf(inputs) / window, sizeOf(outputs)];
  if (rows === m && columns === n) return data;
  const whole = new Float32Array(window * rows * columns);
  for (let i = 0; i < window * m; i++) {
    const row = Math.floor(i / m) * rows + (i % m);
    whole.set(data.subarray(i * n, (i + 1) * n), row * columns);
  }
  return whole;
}
