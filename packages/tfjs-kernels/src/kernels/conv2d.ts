import type { HeapKernel } from '../heap/heap-kernel.ts';
import { convolve } from '../windows/convolve.ts';

/**
 * A convolution. The stock kernel packs the filter anew at each training step and is slower at the products; where a stride is greater than
 * the filter and the padding 'same', it reads the wrong places.
 */
export const conv2d: HeapKernel = {
  kernelName: 'Conv2D',
  stock: 'wrong',
  make: (heap, stock) => (params) => convolve(heap, params) ?? stock(params),
};
