import type { HeapKernel } from '../heap-kernel.ts';
import { padded } from '../padded.ts';

/** `DepthwiseConv2dNative` with a bias and an activation. */
export const fusedDepthwiseConv2d: HeapKernel = padded('FusedDepthwiseConv2D');
