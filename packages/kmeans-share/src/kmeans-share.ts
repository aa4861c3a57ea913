import { arrays, type Codec, defineCodec, sizeOf, type TensorInfo } from '@tensorpress/core';
import { assign } from './assign.ts';
import { codebookOf } from './codebook.ts';
import { type KmeansShareHeader, type KmeansShareParts, kmeansShareDecoder } from './kmeans-share-decoder.ts';
import { type KmeansShareOptions, optionSpecs, shared } from './kmeans-share-options.ts';

/**
 * Lets weights share the centroids of their clusters: what is left of each is the index of its centroid. Centroids are an f32
 * part, so they train.
 *
 * @see Han, Mao, Dally, "Deep Compression: compressing deep neural networks with pruning, trained quantization and Huffman
 * coding", ICLR 2016, section 3
 */
export const kmeansShare: Codec<KmeansShareOptions, 'f32', KmeansShareParts, KmeansShareHeader> = defineCodec({
  ...kmeansShareDecoder,
  options: optionSpecs,
  takes: ['f32'],

  plan({ shape }, { bits, scope }) {
    const size = sizeOf(shape);
    if (size === 0) return 'holds nothing';
    const entries = scope === 'model' ? 2 ** bits : Math.min(2 ** bits, size);
    return { codebook: { dtype: 'f32', shape: [entries] }, indices: indicesInfo(shape, entries) };
  },

  prepare(tensors, options, { seed }) {
    if (options.scope !== 'model') return options;
    const weights = new Float32Array(tensors.reduce((size, { data }) => size + data.length, 0));
    let at = 0;
    for (const { data } of tensors) {
      weights.set(data, at);
      at += data.length;
    }
    return { ...options, [shared]: codebookOf(weights, options, seed) };
  },

  encode({ data, shape }, options, { seed }) {
    const { centroids, limits, zero } = options[shared] ?? codebookOf(data, options, seed);
    const info = indicesInfo(shape, centroids.data.length + Number(zero));
    const indices = new arrays[info.dtype](data.length);
    assign(data, limits, indices);
    if (zero) for (let i = 0; i < data.length; i++) indices[i] = data[i] === 0 ? 0 : indices[i]! + 1;
    return { header: zero ? { zero } : {}, parts: { codebook: centroids, indices: { ...info, data: indices } } };
  },
});

function indicesInfo(shape: readonly number[], entries: number): TensorInfo<'u8' | 'u16'> {
  const bits = Math.max(1, 32 - Math.clz32(entries - 1));
  return { dtype: bits > 8 ? 'u16' : 'u8', shape, ...(bits !== 8 && bits !== 16 && { bits }) };
}
