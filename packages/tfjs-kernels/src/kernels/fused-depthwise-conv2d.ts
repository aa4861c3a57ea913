import type { HeapKernel } from '../heap/heap-kernel.ts';
import { padded } from '../windows/padded.ts';

/** `DepthwiseConv2dNative` with a bias and an activation. */
export const fusedDepthwiseConv2d: HeapKernel = padded('FusedDepthwiseConv2D');
