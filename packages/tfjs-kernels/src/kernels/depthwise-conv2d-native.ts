import type { HeapKernel } from '../heap-kernel.ts';
import { padded } from '../padded.ts';

/** A depthwise convolution, padded right. */
export const depthwiseConv2dNative: HeapKernel = padded('DepthwiseConv2dNative');
