import type { Encoding, OptionSpecs, Tensor } from '@tensorpress/core';
import type { MultiHashHeader, MultiHashParts } from './slice-pool.ts';

/** What each tensor of a stage is in the pool of them all. */
export type Pool = ReadonlyMap<Tensor<'f32'>, Encoding<MultiHashParts, MultiHashHeader>>;

/** Where `prepare` puts the pool that all tensors of the stage share. */
export const shared: unique symbol = Symbol('shared');

/** Options of `multi-hash`. */
export interface MultiHashOptions {
  /** The products that are summed up in each element of the pool; or a fraction, below 1, of the dense parameters. */
  readonly rank: number;
  /** What the pool is: a product of two thin matrices, or a sum of Kronecker products. */
  readonly pool: 'sum-product' | 'kronecker';
  readonly [shared]?: Pool;
}

/** What JSON pipelines, the command line and the docs know of the options of `multi-hash`. */
export const optionSpecs: OptionSpecs<MultiHashOptions> = {
  rank: {
    type: 'number',
    about:
      'The products that each weight is a sum of, or a fraction of the parameters of all weights together: 32 or 0.1.',
    required: true,
    min: 0,
  },
  pool: {
    type: 'string',
    about: 'What the weights are slices of: a product of two thin matrices, or a sum of Kronecker products.',
    default: 'sum-product',
    values: ['sum-product', 'kronecker'],
  },
};
