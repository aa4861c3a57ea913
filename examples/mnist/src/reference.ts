import type { FitOptions } from './fit.ts';

/** Where `npm run train` leaves the dense reference: a folder with `model.json` and `weights.bin`. */
export const reference: URL = new URL('../model/', import.meta.url);

/** How the dense reference is trained; chosen on digits that were held out. */
export const referenceOptions: FitOptions = {
  epochs: 40,
  batchSize: 128,
  learningRate: 2e-3,
  dropout: [0.1, 0.3, 0.1],
  averaging: 0.999,
  seed: 1,
};
