import type * as tf from '@tensorflow/tfjs';
import type { TensorInfo, Where } from '@tensorpress/core';

/** The trainable weights of a model by name, but for the parts of compressed ones (`dense/kernel.values`). */
export function trainableWeights(net: tf.LayersModel, where: Where): Map<string, tf.LayerVariable> {
  const named = net.trainableWeights.map((variable) => [variable.originalName, variable] as const);
  return new Map(
    named.filter(([name, { shape, dtype }]) => {
      const info: TensorInfo = { dtype: 'f32', shape: shape.map(Number) };
      return dtype === 'float32' && !/\.[^/]*$/.test(name) && where(name, info);
    }),
  );
}
