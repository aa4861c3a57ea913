import * as tf from '@tensorflow/tfjs';

/**
 * LeNet-5 as Caffe has it: two convolutions of 20 and 50 filters, 5 × 5, each followed by max pooling and no ReLU, a ReLU layer of
 * 500 units, softmax over ten digits; 431,080 parameters. The same seed gives the same weights.
 *
 * @see LeCun, Bottou, Bengio, Haffner, "Gradient-based learning applied to document recognition", 1998
 */
export function lenet5(seed = 1): tf.LayersModel {
  const initializer = (index: number) => tf.initializers.heNormal({ seed: seed * 4 + index });
  const convolution = (index: number, filters: number): tf.layers.Layer =>
    tf.layers.conv2d({
      name: `conv${index}`,
      filters,
      kernelSize: 5,
      kernelInitializer: initializer(index - 1),
      ...(index === 1 && { inputShape: [28, 28, 1] }),
    });
  const dense = (index: number, units: number, activation: 'relu' | 'softmax'): tf.layers.Layer =>
    tf.layers.dense({ name: `fc${index}`, units, activation, kernelInitializer: initializer(index + 1) });
  return tf.sequential({
    name: 'lenet-5',
    layers: [
      convolution(1, 20),
      tf.layers.maxPooling2d({ name: 'pool1', poolSize: 2 }),
      convolution(2, 50),
      tf.layers.maxPooling2d({ name: 'pool2', poolSize: 2 }),
      tf.layers.flatten({ name: 'flatten' }),
      dense(1, 500, 'relu'),
      dense(2, 10, 'softmax'),
    ],
  });
}
