import type { Compressor } from '@tensorpress/core';
import { optionSpecs, type RankTuningOptions } from './rank-tuning-options.ts';
import { tuneRanks } from './tune-ranks.ts';

/**
 * Encodes each weight at the smallest size of a codec at which the model stays good enough.
 *
 * @see Maison, du Mas des Bourboux, Courtat, "Compression of Recurrent Neural Networks using Matrix Factorization", 2023
 */
export const rankTuning: Compressor<RankTuningOptions> = {
  id: 'rank-tuning',
  options: optionSpecs,
  compress: async (model, options, context) => (await tuneRanks(model, options, context)).model,
};
