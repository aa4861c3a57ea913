import * as tf from '@tensorflow/tfjs';
import { pixels } from './data.ts';

/**
 * LeNet-300-100: 784 pixels, two ReLU layers of 300 and 100 units, softmax over ten digits; 266,610 parameters. The same seed
 * gives the same weights.
 *
 * @see LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998
 */
export function lenet300(seed = 1): tf.LayersModel {
  const dense = (index: number, units: number, activation: 'relu' | 'softmax'): tf.layers.Layer =>
    tf.layers.dense({
      name: `fc${index}`,
      units,
      activation,
      kernelInitializer: tf.initializers.heNormal({ seed: seed * 3 + index }),
      ...(index === 1 && { inputShape: [pixels] }),
    });
  return tf.sequential({
    name: 'lenet-300-100',
    layers: [dense(1, 300, 'relu'), dense(2, 100, 'relu'), dense(3, 10, 'softmax')],
  });
}
