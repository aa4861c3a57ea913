import type { HeapKernel } from '../heap/heap-kernel.ts';
import { convolve } from '../windows/convolve.ts';

/** `Conv2D` with a bias [outChannels] and an activation. */
export const fusedConv2d: HeapKernel = {
  kernelName: 'FusedConv2D',
  stock: 'wrong',
  make: (heap, stock) => (params) => convolve(heap, params) ?? stock(params),
};
