import { suiteOfParts } from '../part.ts';
import type { Suite } from '../suite.ts';
import { cellsPart } from '../weight-sharing/cells-part.ts';
import { inferencePart } from '../weight-sharing/inference-part.ts';
import { lenetPart } from '../weight-sharing/lenet-part.ts';
import { weightSharingFigures } from '../weight-sharing/plots.ts';

/** Networks whose weights are functions of far fewer numbers. */
export const weightSharingSuite: Suite = {
  ...suiteOfParts('Weights that are functions of far fewer numbers: hashnet, multi-hash and deepthin.', {
    cells: cellsPart,
    lenet: lenetPart,
    inference: inferencePart,
  }),
  figures: weightSharingFigures,
};
