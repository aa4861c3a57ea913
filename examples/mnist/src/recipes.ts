import type { Recipe } from './deep-compression.ts';

/** LeNet-300-100 in the demo: a minute of training. */
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

/** LeNet-300-100 with as many weights as in the paper's table 2, with a bit less for each. */
export const lenet300Paper: Recipe = {
  layers: { fc1: { keep: 0.08, bits: 5 }, fc2: { keep: 0.09, bits: 5 }, fc3: { keep: 0.26, bits: 5 } },
  biasBits: 6,
  steps: 20,
  share: 1 / 2,
  epochs: 12,
  codebookEpochs: 4,
  learningRate: 2e-3,
  l1: 3e-5,
};

/** LeNet-300-100 as small as the error of the paper's network allows. */
export const lenet300Small: Recipe = {
  layers: { fc1: { keep: 0.016, bits: 3 }, fc2: { keep: 0.05, bits: 3 }, fc3: { keep: 0.3, bits: 3 } },
  biasBits: 6,
  steps: 40,
  share: 1 / 2,
  epochs: 20,
  codebookEpochs: 4,
  learningRate: 2e-3,
  l1: 6e-5,
};

/** LeNet-5 with as many weights as in the paper's table 3, with fewer bits for each. */
export const lenet5Paper: Recipe = {
  layers: {
    conv1: { keep: 0.66, bits: 5 },
    conv2: { keep: 0.12, bits: 5 },
    fc1: { keep: 0.08, bits: 4 },
    fc2: { keep: 0.19, bits: 4 },
  },
  biasBits: 6,
  steps: 12,
  share: 1 / 2,
  epochs: 6,
  codebookEpochs: 3,
  codebookRate: 1e-3,
  learningRate: 2e-3,
  l1: 3e-5,
};

/** Codebooks whose error is least, with an eye on the entropy of their indices. */
const frugal = { bits: 4, initialisation: 'optimal', lambda: 0.01 } as const;

/** LeNet-5 as small as the error of the paper's network allows. */
export const lenet5Small: Recipe = {
  layers: {
    conv1: { keep: 0.4, ...frugal },
    conv2: { keep: 0.06, ...frugal },
    fc1: { keep: 0.006, ...frugal },
    fc2: { keep: 0.12, ...frugal },
  },
  biasBits: 6,
  steps: 24,
  share: 1 / 2,
  epochs: 8,
  codebookEpochs: 4,
  codebookRate: 5e-4,
  learningRate: 2e-3,
  l1: 2.4e-4,
};
