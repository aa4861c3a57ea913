import { OptionError, type OptionSpecs } from '@tensorpress/core';
import { BANDS, type Operators } from './form.ts';

/** Options of `toeplitz`. */
export interface ToeplitzOptions {
  /** The displacement rank, or a fraction, below 1, of the parameters of the dense matrix. */
  readonly rank: number;
  /** The operators of the displacement: fixed ones, or learned ones of one diagonal or of three. */
  readonly operators: Operators;
}

/** What JSON pipelines, the command line and the docs know of the options of `toeplitz`. */
export const optionSpecs: OptionSpecs<ToeplitzOptions> = {
  rank: {
    type: 'number',
    about: 'The displacement rank, or a fraction of the dense parameters: 4 or 0.05.',
    required: true,
  },
  operators: {
    type: 'string',
    about: 'The operators of the displacement: fixed shifts, or learned ones of a subdiagonal or of three diagonals.',
    default: 'cyclic',
    values: Object.keys(BANDS),
  },
};

/**
 * The displacement rank for a matrix [m, n]: of a fraction the largest that takes at most this share of the dense parameters, or else 1.
 * @throws OptionError if the rank is nothing that the option may be.
 */
export function rankFor({ rank, operators }: ToeplitzOptions, m: number, n: number): number {
  if (Number.isSafeInteger(rank) && rank > 0) return rank;
  if (!(rank > 0 && rank < 1))
    throw new OptionError(`toeplitz: rank must be a positive integer or a fraction below 1, not ${rank}`);
  return Math.max(1, Math.floor((rank * m * n) / (2 * Math.max(m, n))) - BANDS[operators]);
}
