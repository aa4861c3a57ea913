import { dilatedGradient } from '../derivatives/dilated-gradient.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';

/** The gradient of `tf.depthwiseConv2d`, with dilations as well. */
export const depthwiseConv2dNative: OpGradient = dilatedGradient('DepthwiseConv2dNative');
