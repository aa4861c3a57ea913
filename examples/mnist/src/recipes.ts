import type { Recipe } from './deep-compression.ts';

/** What the demo does: a minute of training. */
export const quickRecipe: Recipe = {
  layers: { fc1: { keep: 0.06, bits: 4 }, fc2: { keep: 0.1, bits: 4 }, fc3: { keep: 0.4, bits: 5 } },
  biasBits: 6,
  steps: 5,
  share: 1 / 4,
  epochs: 2,
  codebookEpochs: 1,
  learningRate: 2e-3,
  l1: 3e-5,
};

/** As many weights as in the paper's table 2, with a bit less for each. */
export const paperRecipe: Recipe = {
  layers: { fc1: { keep: 0.08, bits: 5 }, fc2: { keep: 0.09, bits: 5 }, fc3: { keep: 0.26, bits: 5 } },
  biasBits: 6,
  steps: 20,
  share: 1 / 2,
  epochs: 12,
  codebookEpochs: 4,
  learningRate: 2e-3,
  l1: 3e-5,
};

/** As small as the error of the paper's network allows. */
export const smallRecipe: Recipe = {
  layers: { fc1: { keep: 0.016, bits: 3 }, fc2: { keep: 0.05, bits: 3 }, fc3: { keep: 0.3, bits: 3 } },
  biasBits: 6,
  steps: 40,
  share: 1 / 2,
  epochs: 20,
  codebookEpochs: 4,
  learningRate: 2e-3,
  l1: 6e-5,
};
