import type { OptionSpecs } from '@tensorpress/core';
import type { Codebook, CodebookOptions } from './codebook.ts';

/** Where `prepare` says which codebook all tensors of the stage share. */
export const shared: unique symbol = Symbol('shared');

/** Options of `kmeans-share`. */
export interface KmeansShareOptions extends CodebookOptions {
  /** Whether each tensor has a codebook of its own, the default, or all tensors of the stage share one. */
  readonly scope: 'tensor' | 'model';
  readonly [shared]?: Codebook;
}

/** What JSON pipelines, the command line and the docs know of the options of `kmeans-share`. */
export const optionSpecs: OptionSpecs<KmeansShareOptions> = {
  bits: { type: 'integer', about: 'Bits per weight: at most 2^bits values are left.', default: 5, min: 1, max: 16 },
  initialisation: {
    type: 'string',
    about: 'Where centroids start: linear as in the paper, by density, by k-means++, or where the error is least.',
    default: 'linear',
    values: ['linear', 'density', 'kmeans++', 'optimal'],
  },
  lambda: {
    type: 'number',
    about: 'The squared error that a bit of entropy per weight is worth, as a share of the variance.',
    default: 0,
    min: 0,
  },
  keepZeros: { type: 'boolean', about: 'Whether weights that are exactly zero stay so.', default: true },
  scope: {
    type: 'string',
    about: 'Whether each tensor has a codebook of its own, or all tensors of the stage share one.',
    default: 'tensor',
    values: ['tensor', 'model'],
  },
};
