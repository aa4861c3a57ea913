import { suiteOfParts } from '../part.ts';
import type { Suite } from '../suite.ts';
import { cellsPart } from '../tensor-train/cells-part.ts';
import { decompositionPart } from '../tensor-train/decomposition-part.ts';
import { tensorTrainFigures } from '../tensor-train/figures.ts';
import { speedPart } from '../tensor-train/speed-part.ts';

/** Tensor trains, and other decompositions of tensors. */
export const tensorTrainSuite: Suite = {
  ...suiteOfParts('Weights as tensor trains, and convolutions of Tucker and CP form.', {
    cells: cellsPart,
    decomposition: decompositionPart,
    speed: speedPart,
  }),
  figures: tensorTrainFigures,
};
