import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';

/**
 * The gradient of `tf.batchNorm`. The stock one makes tensors as large as x of each mean, variance and scale; here these are
 * broadcast, and what several of the results need is summed once. TensorFlow.js cannot take gradients without a scale.
 */
export const fusedBatchNorm: OpGradient = gradientOf(
  'FusedBatchNorm',
  { inputsToSave: ['x', 'mean', 'variance', 'scale'] },
  (tf, dy, [x, mean, variance, scale], { varianceEpsilon }) => {
    const shape = mean!.shape;
    const width = mean!.size;
    const rows = tf.reshape(dy, [-1, width]);
    const flat = (values: typeof dy) => tf.reshape(values, [width]);
    const inverse = tf.rsqrt(tf.add(flat(variance!), Number(varianceEpsilon)));
    const factor = tf.mul(inverse, flat(scale!));
    const sum = tf.sum(rows, 0);
    const along = tf.sum(tf.mul(rows, tf.sub(tf.reshape(x!, [-1, width]), flat(mean!))), 0);
    return {
      x: () => tf.reshape(tf.mul(rows, factor), x!.shape),
      mean: () => tf.reshape(tf.neg(tf.mul(sum, factor)), shape),
      variance: () => tf.reshape(tf.mul(tf.mul(along, factor), tf.mul(tf.square(inverse), -0.5)), shape),
      scale: () => tf.reshape(tf.mul(along, inverse), shape),
      offset: () => tf.reshape(sum, shape),
    };
  },
);
