import { factoredLenet } from '../low-rank/lenet.ts';
import { suiteOfParts } from '../part.ts';
import type { Suite } from '../suite.ts';

/** Factors of low rank: what they cost to find, what they keep, and what they save. */
export const lowRankSuite: Suite = suiteOfParts(
  'Singular values, ranks, and models that stay factored. Each comparison is made side by side in one run, in turn; times are medians.',
  { lenet: factoredLenet },
);
