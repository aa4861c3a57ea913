import { OptionError, type OptionSpecs } from '@tensorpress/core';
import type { KernelSides } from './kernel-sides.ts';
import { type Ranks, ranksWithin, withinSides } from './ranks.ts';

/**
 * A rank, or one for the inputs and one for the outputs; a fraction, below 1, of the dense parameters; a share, below 1, of the sum
 * of squares; or what variational Bayes tells from noise.
 */
export type TuckerRank = number | Ranks | { readonly energy: number } | 'vbmf';

/** Options of `tucker`. */
export interface TuckerOptions {
  /** How large the core is. */
  readonly rank: TuckerRank;
}

/** Ranks that a shape settles, or how the values do. */
export type Choice = Ranks | { readonly energy: number } | 'vbmf';

/** What JSON pipelines, the command line and the docs know of the options of `tucker`. */
export const optionSpecs: OptionSpecs<TuckerOptions> = {
  rank: {
    type: 'json',
    about:
      'A rank, ranks of inputs and outputs, a fraction of the dense parameters, a share of the energy, or the ranks that stand out from noise: 16, [16, 32], 0.25, { "energy": 0.9 } or "vbmf".',
    required: true,
  },
};

/**
 * The ranks for a kernel, or how its values tell them.
 * @throws OptionError if the rank is nothing that the option may be.
 */
export function choiceFor(rank: TuckerRank, sides: KernelSides): Choice {
  const { places, inputs, outputs } = sides;
  if (rank === 'vbmf') return rank;
  if (typeof rank === 'number') {
    if (isRank(rank)) return withinSides(sides, [rank, rank]);
    if (rank > 0 && rank < 1) return ranksWithin(sides, rank * places * inputs * outputs);
  } else if (isRanks(rank)) {
    if (rank.length === 2 && rank.every(isRank)) return withinSides(sides, rank);
  } else if (typeof rank === 'object' && Object.keys(rank).join() === 'energy') {
    const { energy } = rank;
    if (typeof energy === 'number' && energy > 0 && energy < 1) return { energy };
    throw new OptionError(`tucker: energy must be above 0 and below 1, not ${shown(energy)}`);
  }
  throw new OptionError(
    `tucker: rank must be a positive integer, two of them, a fraction below 1, { energy } or 'vbmf', not ${shown(rank)}`,
  );
}

/** Whether a choice is of ranks, and not one that the values make. */
export const isRanks = (choice: TuckerRank): choice is Ranks => Array.isArray(choice);

const isRank = (rank: unknown): boolean => Number.isSafeInteger(rank) && Number(rank) > 0;

const shown = (value: unknown): string => (typeof value === 'number' ? String(value) : JSON.stringify(value));
