import { memoise, normal, random, rootMeanSquare, sidesOf, type Tensor } from '@tensorpress/core';
import { bucketMeans } from './bucket-means.ts';
import { type HashnetHeader, hashIndices } from './hash-indices.ts';

/** A matrix, perhaps with the bias that is row 0 of it, and what hashes its entries into `k` weights. */
export interface HashedLayer {
  readonly k: number;
  readonly seed: number;
  readonly kernel: Tensor<'f32'>;
  readonly bias?: Tensor<'f32'>;
}

/** The header of one of the tensors of a layer. */
export const headerOf = ({ k, seed, bias }: HashedLayer, tensor: Tensor): HashnetHeader => ({
  k,
  seed,
  ...(tensor === bias && { row: 0 }),
});

/** The weights that come nearest to a layer; the same leaf each time, as its tensors share it. */
export const fittedWeights: (layer: HashedLayer) => Tensor<'f32'> = memoise((layer) => {
  const { k, kernel, bias } = layer;
  const entries = (bias ? [kernel, bias] : [kernel]).map((tensor) => ({
    values: tensor.data,
    indices: hashIndices(headerOf(layer, tensor), ...sidesOf(tensor.shape)),
  }));
  return leaf(bucketMeans(k, entries));
});

/** Normally distributed weights with the root mean square of the kernel of a layer; the same leaf each time. */
export const randomWeights: (layer: HashedLayer) => Tensor<'f32'> = memoise(({ k, seed, kernel: { data } }) => {
  const scale = rootMeanSquare(data);
  const next = random(seed);
  return leaf(Float32Array.from({ length: k }, () => scale * normal(next)));
});

const leaf = (data: Float32Array): Tensor<'f32'> => ({ dtype: 'f32', shape: [data.length], data });
