import { dilatedGradient } from '../dilated-gradient.ts';
import type { OpGradient } from '../op-gradient.ts';

/** The gradient of `tf.depthwiseConv2d`, with dilations as well. */
export const depthwiseConv2dNative: OpGradient = dilatedGradient('DepthwiseConv2dNative');
