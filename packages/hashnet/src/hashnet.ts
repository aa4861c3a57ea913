import { type Codec, defineCodec, type Encoding, sidesOf, type Tensor } from '@tensorpress/core';
import type { HashnetHeader } from './hash-indices.ts';
import { fittedWeights, type HashedLayer, headerOf, randomWeights } from './hashed-layer.ts';
import { hashedLayers } from './hashed-layers.ts';
import { type HashnetParts, hashnetDecoder } from './hashnet-decoder.ts';
import { bucketsFor, type HashnetOptions, layers, optionSpecs } from './hashnet-options.ts';

/**
 * Lets the entries of a matrix share a few weights at random: a hash of its place says which weight an entry has, another one with
 * which sign. Only the weights are stored, and they train.
 *
 * @see Chen, Wilson, Tyree, Weinberger, Chen, "Compressing Neural Networks with the Hashing Trick", ICML 2015
 */
export const hashnet: Codec<HashnetOptions, 'f32', HashnetParts, HashnetHeader> = defineCodec({
  ...hashnetDecoder,
  options: optionSpecs,
  takes: ['f32'],

  plan({ shape }, options) {
    const [m, n] = sidesOf(shape);
    const k = bucketsFor(options, (options.bias ? m + 1 : m) * n);
    if (shape.length === 0 || (shape.length === 1 && !options.bias)) return 'is no matrix';
    if (m * n === 0) return 'holds nothing';
    // A vector shares the leaf of its matrix, of which nothing is known here: it takes no more than it did.
    if (shape.length === 1) return { w: { dtype: 'f32', shape } };
    if (k >= m * n) return `${k} buckets would not be smaller than ${m} × ${n} dense`;
    return { w: { dtype: 'f32', shape: [k] } };
  },

  prepare: (tensors, options, { seed = 0 }) => ({ ...options, [layers]: hashedLayers(tensors, options, seed) }),

  encode: (tensor, options) => encodingOf(tensor, options, fittedWeights),

  initialise: (tensor, options) => encodingOf(tensor, options, randomWeights),
});

function encodingOf(
  tensor: Tensor<'f32'>,
  options: HashnetOptions,
  weightsOf: (layer: HashedLayer) => Tensor<'f32'>,
): Encoding<HashnetParts, HashnetHeader> | string {
  const layer = options[layers]?.get(tensor);
  if (!layer) return 'is a vector, and does not come right after a matrix with as many columns';
  return { header: headerOf(layer, tensor), parts: { w: weightsOf(layer) } };
}
