import { dilatedGradient } from '../derivatives/dilated-gradient.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';

/** The gradient of `tf.conv2d`, with dilations as well. */
export const conv2d: OpGradient = dilatedGradient('Conv2D');
