import type { Tensor } from '@tensorflow/tfjs';
import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';
import { partsOf } from '../derivatives/parts-of.ts';
import { summedTo } from '../derivatives/summed-to.ts';
import type { TensorFlow } from '../tensorflow.ts';

/** The gradient of the product: dy times the other tensor, or its conjugate where they are complex. */
export const multiply: OpGradient = gradientOf('Multiply', { inputsToSave: ['a', 'b'] }, (tf, dy, [a, b]) => ({
  a: () => product(tf, dy, b!, a!.shape),
  b: () => product(tf, dy, a!, b!.shape),
}));

function product(tf: TensorFlow, z: Tensor, w: Tensor, shape: readonly number[]): Tensor {
  if (z.dtype !== 'complex64') return summedTo(tf, tf.mul(z, w.cast('float32')), shape);
  const [x, y, u, v] = [...partsOf(tf, z), ...partsOf(tf, w)];
  const real = tf.add(tf.mul(x, u), tf.mul(y, v));
  const imag = tf.sub(tf.mul(y, u), tf.mul(x, v));
  return tf.complex(summedTo(tf, real, shape), summedTo(tf, imag, shape));
}
