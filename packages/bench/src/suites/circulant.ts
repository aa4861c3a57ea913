import { cellsPart } from '../circulant/cells-part.ts';
import { circulantFigures } from '../circulant/figures.ts';
import { speedPart } from '../circulant/speed-part.ts';
import { suiteOfParts } from '../part.ts';
import type { Suite } from '../suite.ts';

/** Matrices that are fast transforms. */
export const circulantSuite: Suite = {
  ...suiteOfParts('Weights of circulant blocks and of low displacement rank, which Fourier transforms multiply by.', {
    cells: cellsPart,
    speed: speedPart,
  }),
  figures: circulantFigures,
};
