import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.ts';

/** A tensor summed over the axes along which one of this shape was repeated to have its shape. */
export function summedTo(tf: TensorFlow, x: Tensor, shape: readonly number[]): Tensor {
  if (tf.util.arraysEqual(x.shape, [...shape])) return x;
  const axes = tf.broadcast_util.getReductionAxes([...shape], x.shape);
  return tf.sum(x, axes).reshape([...shape]);
}
