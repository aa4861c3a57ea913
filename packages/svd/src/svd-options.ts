import { OptionError, type OptionSpecs } from '@tensorpress/core';
import type { Truncation } from '@tensorpress/linalg';

/** A rank; a fraction, below 1, of the parameters of the dense matrix; or a share, below 1, of the sum of its squares. */
export type SvdRank = number | { readonly energy: number };

/** Options of `svd`. */
export interface SvdOptions {
  /** How large the factors are. */
  readonly rank: SvdRank;
  /** How kernels of convolutions are matrices. */
  readonly unfolding: 'auto' | 'channel' | 'spatial';
  /** Column blocks of a matrix, such as the gates of a recurrent layer, that are factored each alone. */
  readonly blocks: number;
  /** Threads that do the products of large matrices. */
  readonly workers: number;
}

/** What JSON pipelines, the command line and the docs know of the options of `svd`. */
export const optionSpecs: OptionSpecs<SvdOptions> = {
  rank: {
    type: 'json',
    about: 'A rank, a fraction of the dense parameters, or a share of the energy: 64, 0.25 or { "energy": 0.95 }.',
    required: true,
  },
  unfolding: {
    type: 'string',
    about: 'How kernels of convolutions are matrices: k×k before 1×1, or k×1 before 1×k.',
    default: 'auto',
    values: ['auto', 'channel', 'spatial'],
  },
  blocks: {
    type: 'integer',
    about: 'Column blocks of a matrix, such as the gates of a recurrent layer, that are factored each alone.',
    default: 1,
    min: 1,
  },
  workers: { type: 'integer', about: 'Threads that do the products of large matrices.', default: 0, min: 0 },
};

/**
 * What is to be kept of a matrix [m, n].
 * @throws OptionError if the rank is nothing that the option may be.
 */
export function truncationFor(rank: SvdRank, m: number, n: number): Truncation {
  if (typeof rank === 'number') {
    if (Number.isSafeInteger(rank) && rank > 0) return { rank };
    if (rank > 0 && rank < 1) return { rank: Math.max(1, Math.floor((rank * m * n) / (m + n))) };
  } else if (typeof rank === 'object' && Object.keys(rank).join() === 'energy') {
    const { energy } = rank;
    if (typeof energy === 'number' && energy > 0 && energy < 1) return { energy };
    throw new OptionError(`svd: energy must be above 0 and below 1, not ${shown(energy)}`);
  }
  throw new OptionError(`svd: rank must be a positive integer, a fraction below 1 or { energy }, not ${shown(rank)}`);
}

const shown = (value: unknown): string => (typeof value === 'number' ? String(value) : JSON.stringify(value));
