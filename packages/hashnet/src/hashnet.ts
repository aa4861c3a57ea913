import { type Codec, CodecError, defineCodec, type Encoding, memoise, sidesOf, type Tensor } from '@tensorpress/core';
import { type HashnetHeader, hashIndices } from './hash-indices.ts';
import { fittedWeights, type HashedLayer, headerOf, randomWeights } from './hashed-layer.ts';
import { hashedLayers } from './hashed-layers.ts';
import { bucketsFor, type HashnetOptions, layers, optionSpecs } from './hashnet-options.ts';

/** `w` has the weights that the entries of a layer share. */
export type HashnetParts = { readonly w: 'f32' };

/**
 * Lets the entries of a matrix share a few weights at random: a hash of its place says which weight an entry has, another one with
 * which sign. Only the weights are stored, and they train.
 *
 * @see Chen, Wilson, Tyree, Weinberger, Chen, "Compressing Neural Networks with the Hashing Trick", ICML 2015
 */
export const hashnet: Codec<HashnetOptions, 'f32', HashnetParts, HashnetHeader> = defineCodec({
  id: 'hashnet',
  version: 1,
  options: optionSpecs,
  takes: ['f32'],
  parts: { w: ['f32'] },

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

  rebuild(ops, { w }, header, { shape }) {
    const { k, seed, row = 1 } = header;
    const [m] = sidesOf(shape);
    if (!(isCount(k) && k > 0 && k <= 2 ** 30)) throw new CodecError(`hashnet: k must be 1 to 2^30, not ${k}`);
    if (!(isCount(seed) && seed < 2 ** 32)) throw new CodecError(`hashnet: seed must be a u32, not ${seed}`);
    if (!(isCount(row) && row <= 2 ** 32 - m))
      throw new CodecError(`hashnet: rows must be numbered by u32, not from ${row}`);
    if (shape.length === 0) throw new CodecError('hashnet: a scalar has no columns');
    const weights = ops.reshape(w, [k]);
    const signed = ops.concat([weights, ops.sub(ops.tensor(ZERO, [1], 'float32'), weights)]);
    return ops.gather(signed, ops.tensor(indicesOf(header)(shape), [...shape], 'int32'));
  },
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

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

// Constants must be the same objects each time, so that a trainer uploads them once.
const ZERO = new Float32Array(1);
const indicesOf = memoise((header: HashnetHeader) => {
  let last: { readonly sides: string; readonly indices: Int32Array } | undefined;
  return (shape: readonly number[]): Int32Array => {
    const [m, n] = sidesOf(shape);
    if (last?.sides !== `${m} × ${n}`) last = { sides: `${m} × ${n}`, indices: hashIndices(header, m, n) };
    return last.indices;
  };
});
