import { OptionError, type OptionSpecs, type Tensor } from '@tensorpress/core';
import type { HashedLayer } from './hashed-layer.ts';

/** Where `prepare` says which layer each tensor of the stage belongs to. */
export const layers: unique symbol = Symbol('layers');

/** Options of `hashnet`: either `ratio` or `buckets`. */
export interface HashnetOptions {
  /** Weights to store for each layer, as a fraction of the entries of its matrix; above 0 and below 1. */
  readonly ratio?: number;
  /** Weights to store for each layer. */
  readonly buckets?: number;
  /** Whether a selected vector right after a matrix with as many columns is its bias, and hashed into the same weights. */
  readonly bias: boolean;
  readonly [layers]?: ReadonlyMap<Tensor, HashedLayer>;
}

/** What JSON pipelines, the command line and the docs know of the options of `hashnet`. */
export const optionSpecs: OptionSpecs<HashnetOptions> = {
  ratio: {
    type: 'number',
    about: 'Weights to store for each layer, as a fraction of the entries of its matrix; instead of buckets.',
    min: 0,
    max: 1,
  },
  buckets: { type: 'integer', about: 'Weights to store for each layer; instead of ratio.', min: 1, max: 2 ** 30 },
  bias: {
    type: 'boolean',
    about: 'Whether a selected vector right after a matrix with as many columns is hashed with it, as its bias.',
    default: false,
  },
};

/**
 * The number of buckets for a matrix of so many entries.
 * @throws OptionError unless there is either a ratio or a number of buckets.
 */
export function bucketsFor({ ratio, buckets }: HashnetOptions, entries: number): number {
  if ((ratio === undefined) === (buckets === undefined)) {
    throw new OptionError(
      `hashnet: there must be either ratio or buckets, not ${ratio === undefined ? 'none' : 'both'}`,
    );
  }
  if (ratio === undefined) return buckets!;
  if (!(ratio > 0 && ratio < 1)) throw new OptionError(`hashnet: ratio must be above 0 and below 1, not ${ratio}`);
  return Math.max(1, Math.round(ratio * entries));
}
