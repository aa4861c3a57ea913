import type { Tensor } from '@tensorflow/tfjs';
import type { OpGradient } from '../derivatives/op-gradient.ts';
import type { TensorFlow } from '../tensorflow.ts';

/** The gradient of `tf.image.resizeBilinear`. The stock gradient leaves `halfPixelCenters` out. */
export const resizeBilinear: OpGradient = {
  kernelName: 'ResizeBilinear',
  make: (tf, stock) => ({
    kernelName: 'ResizeBilinear',
    inputsToSave: ['images'],
    gradFunc(dy, saved, attrs) {
      if (stock && attrs.halfPixelCenters !== true) return stock.gradFunc(dy, saved, attrs);
      return { images: () => shrunk(tf, [dy].flat()[0]!, saved[0]!.shape) };
    },
  }),
};

/** Both axes one after the other, each as a product with what every entry counts in every entry of the result. */
function shrunk(tf: TensorFlow, dy: Tensor, shape: readonly number[]): Tensor {
  const [batch = 0, height = 0, width = 0, channels = 0] = shape;
  const [, outHeight = 0, outWidth = 0] = dy.shape;
  const rows = tf.matMul(shares(tf, width, outWidth), tf.reshape(dy, [batch * outHeight, outWidth, channels]));
  const images = tf.matMul(shares(tf, height, outHeight), tf.reshape(rows, [batch, outHeight, width * channels]));
  return tf.reshape(images, [...shape]);
}

/** [1, length, outLength]: the weight of each entry of an axis in each entry of the resized one. */
function shares(tf: TensorFlow, length: number, outLength: number): Tensor {
  const weights = new Float32Array(length * outLength);
  for (let i = 0; i < outLength; i++) {
    const place = (length / outLength) * (i + 0.5) - 0.5;
    const before = Math.max(0, Math.floor(place));
    const after = Math.min(length - 1, Math.ceil(place));
    weights[before * outLength + i]! += 1 - (place - before);
    weights[after * outLength + i]! += place - before;
  }
  return tf.tensor3d(weights, [1, length, outLength]);
}
