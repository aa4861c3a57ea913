import type { HeapKernel } from '../heap/heap-kernel.ts';
import { axesOf } from '../windows/axes-of.ts';
import { overTaps } from '../windows/over-taps.ts';

/**
 * The greatest numbers in windows over volumes [batch, depth, height, width, channels]; NaN is left out. The stock kernel gives 0
 * where all are negative.
 */
export const maxPool3d: HeapKernel = {
  kernelName: 'MaxPool3D',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { x } = params.inputs;
    if (x?.dtype !== 'float32' || params.attrs?.dataFormat === 'NCDHW') return stock(params);
    const [batch = 0, , , , channels = 0] = x.shape;
    const axes = axesOf(x.shape, params.attrs?.filterSize, params.attrs);
    const out = heap.output([batch, ...axes.map(({ places }) => places), channels], 'float32');
    const values = heap.floats(x);
    const greatest = heap.floats(out).fill(Number.NEGATIVE_INFINITY);
    overTaps(batch, axes, {
      tap(place, pixel) {
        const [from, to] = [pixel * channels, place * channels];
        for (let channel = 0; channel < channels; channel++) {
          const value = values[from + channel]!;
          if (value > greatest[to + channel]!) greatest[to + channel] = value;
        }
      },
    });
    return out;
  },
};
