import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';

/** The gradient of `tf.scatterND`: the entries of dy where the updates went. */
export const scatterNd: OpGradient = gradientOf('ScatterNd', { inputsToSave: ['indices'] }, (tf, dy, [indices]) => ({
  updates: () => tf.gatherND(dy, indices!),
}));
