import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';

/** The gradient of `tf.tensorScatterUpdate`: dy where the tensor was kept, and the entries of dy where the updates went. */
export const tensorScatterUpdate: OpGradient = gradientOf(
  'TensorScatterUpdate',
  { inputsToSave: ['indices', 'updates'] },
  (tf, dy, [indices, updates]) => ({
    // On the cpu backend the operation writes into the tensor that it is given, which must not be dy.
    tensor: () => tf.mul(dy, tf.tensorScatterUpdate(tf.onesLike(dy), indices!, tf.zerosLike(updates!))),
    updates: () => tf.gatherND(dy, indices!),
  }),
);
