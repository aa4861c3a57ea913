import type { HeapKernel } from '../heap/heap-kernel.ts';
import { padded } from '../windows/padded.ts';

/** A depthwise convolution, padded right. */
export const depthwiseConv2dNative: HeapKernel = padded('DepthwiseConv2dNative');
