import type { HeapKernel } from '../heap/heap-kernel.ts';
import { dilate, dilationOf } from '../windows/dilate.ts';

/**
 * The gradient of the filter of a greyscale dilation: each entry of `dy` goes to the entry of the filter that gave the greatest
 * sum, the first of equal ones. The stock kernel takes another where all sums are negative.
 */
export const dilation2dBackpropFilter: HeapKernel = {
  kernelName: 'Dilation2DBackpropFilter',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { dy } = params.inputs;
    const dilation = dilationOf(params.inputs, params.attrs);
    if (!dilation || !dy) return stock(params);
    const { filter, channels } = dilation;
    const out = heap.output(filter.shape, filter.dtype);
    const gradient = heap.values(out).fill(0);
    const parts = heap.values(dy);
    dilate(heap, dilation, (place, { taps }) => {
      for (let channel = 0; channel < channels; channel++) {
        const tap = taps[channel]!;
        if (tap >= 0) gradient[tap]! += parts[place * channels + channel]!;
      }
    });
    return out;
  },
};
