import { inferenceTimes } from '../low-rank/inference.ts';
import { factoredLenet } from '../low-rank/lenet.ts';
import { linearAlgebra } from '../low-rank/linear-algebra.ts';
import { pretrainedFactored } from '../low-rank/pretrained-factored.ts';
import { rankTuningFigures, rankTuningPart } from '../low-rank/rank-tuning.ts';
import { suiteOfParts } from '../part.ts';
import type { Suite } from '../suite.ts';

/** Factors of low rank: what they cost to find, what they keep, and what they save. */
export const lowRankSuite: Suite = {
  ...suiteOfParts(
    'Singular values, ranks, and models that stay factored. Each comparison is made side by side in one run, in turn; times are medians.',
    {
      'linear-algebra': linearAlgebra,
      lenet: factoredLenet,
      'rank-tuning': rankTuningPart,
      pretrained: pretrainedFactored,
      inference: inferenceTimes,
    },
  ),

  figures: (rows) => rankTuningFigures(rows.filter(({ part }) => part === 'rank-tuning')),
};
