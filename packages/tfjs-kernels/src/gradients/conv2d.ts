import { dilatedGradient } from '../dilated-gradient.ts';
import type { OpGradient } from '../op-gradient.ts';

/** The gradient of `tf.conv2d`, with dilations as well. */
export const conv2d: OpGradient = dilatedGradient('Conv2D');
