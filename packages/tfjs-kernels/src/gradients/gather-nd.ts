import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';

/** The gradient of `tf.gatherND`: dy added up where its entries came from. */
export const gatherNd: OpGradient = gradientOf(
  'GatherNd',
  { inputsToSave: ['params', 'indices'] },
  (tf, dy, [params, indices]) => ({
    params: () => tf.scatterND(indices!, dy, params!.shape),
  }),
);
