import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';
import { summedTo } from '../derivatives/summed-to.ts';

/** The gradient of `tf.sparseToDense`: the entries of dy where the values went, and the sum of the others for the default. */
export const sparseToDense: OpGradient = gradientOf(
  'SparseToDense',
  { inputsToSave: ['sparseIndices', 'sparseValues'] },
  (tf, dy, [sparseIndices, values]) => {
    const indices = sparseIndices!.rank === 2 ? sparseIndices! : sparseIndices!.reshape([-1, 1]);
    return {
      sparseValues: () => summedTo(tf, tf.gatherND(dy, indices), values!.shape),
      defaultValue() {
        const places = tf.tensorScatterUpdate(tf.onesLike(dy), indices, tf.zeros([indices.shape[0]!]));
        return tf.sum(tf.mul(dy, places));
      },
    };
  },
);
