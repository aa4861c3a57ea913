import type { HeapKernel } from '../heap/heap-kernel.ts';
import { dilate, dilationOf } from '../windows/dilate.ts';

/**
 * The gradient of the images of a greyscale dilation: each entry of `dy` goes to the pixel that gave the greatest sum, the first
 * of equal ones. The stock kernel takes another where all sums are negative.
 */
export const dilation2dBackpropInput: HeapKernel = {
  kernelName: 'Dilation2DBackpropInput',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { dy } = params.inputs;
    const dilation = dilationOf(params.inputs, params.attrs);
    if (!dilation || !dy) return stock(params);
    const { x, channels } = dilation;
    const out = heap.output(x.shape, x.dtype);
    const gradient = heap.values(out).fill(0);
    const parts = heap.values(dy);
    dilate(heap, dilation, (place, { pixels }) => {
      for (let channel = 0; channel < channels; channel++) {
        const pixel = pixels[channel]!;
        if (pixel >= 0) gradient[pixel]! += parts[place * channels + channel]!;
      }
    });
    return out;
  },
};
