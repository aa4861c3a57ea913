import type { HeapKernel } from '../heap/heap-kernel.ts';
import { dilate, dilationOf } from '../windows/dilate.ts';

/**
 * Greyscale dilation of `x` [batch, height, width, channels] by `filter` [filterHeight, filterWidth, channels]: the greatest sum of
 * a pixel and the entry of the filter over it. The stock kernel gives 0 where all sums are negative.
 */
export const dilation2d: HeapKernel = {
  kernelName: 'Dilation2D',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const dilation = dilationOf(params.inputs, params.attrs);
    if (!dilation) return stock(params);
    const { x, batch, channels, axes } = dilation;
    const [, height, width] = axes;
    const out = heap.output([batch, height.places, width.places, channels], x.dtype);
    const target = heap.values(out);
    dilate(heap, dilation, (place, { sums }) => target.set(sums, place * channels));
    return out;
  },
};
