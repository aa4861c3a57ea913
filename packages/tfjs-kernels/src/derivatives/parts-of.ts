import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.ts';

/** The real and the imaginary part of a complex64 tensor, in its shape: on the cpu backend `tf.real` may have that of a reshaped copy. */
export const partsOf = (tf: TensorFlow, z: Tensor): [real: Tensor, imag: Tensor] => [
  tf.real(z).reshape(z.shape),
  tf.imag(z).reshape(z.shape),
];
