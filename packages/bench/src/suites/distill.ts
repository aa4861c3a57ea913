import { cellsPart } from '../distill/cells-part.ts';
import { distillFigures } from '../distill/figures.ts';
import { latencyPart } from '../distill/latency-part.ts';
import { searchPart } from '../distill/search-part.ts';
import { suiteOfParts } from '../part.ts';
import type { Suite } from '../suite.ts';

/** Training by what a larger network answers. */
export const distillSuite: Suite = {
  ...suiteOfParts('Networks that learn from what a larger one answers.', {
    cells: cellsPart,
    latency: latencyPart,
    search: searchPart,
  }),
  figures: distillFigures,
};
