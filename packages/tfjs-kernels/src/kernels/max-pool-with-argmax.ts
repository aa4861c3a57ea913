import type { HeapKernel } from '../heap/heap-kernel.ts';
import { axesOf } from '../windows/axes-of.ts';
import { overTaps } from '../windows/over-taps.ts';

/**
 * The greatest numbers in windows over images [batch, height, width, channels], and int32 where they are: the index within the
 * image, or with `includeBatchInIndex` among all numbers; -1 where there is only NaN. The stock kernel gives 0 where all are
 * negative.
 */
export const maxPoolWithArgmax: HeapKernel = {
  kernelName: 'MaxPoolWithArgmax',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { x } = params.inputs;
    if (x?.dtype !== 'float32') return stock(params);
    const [batch = 0, height = 0, width = 0, channels = 0] = x.shape;
    const axes = axesOf(x.shape, params.attrs?.filterSize, params.attrs);
    const shape = [batch, axes[1].places, axes[2].places, channels];
    const [out, places] = [heap.output(shape, 'float32'), heap.output(shape, 'int32')];
    const values = heap.floats(x);
    const greatest = heap.floats(out).fill(Number.NEGATIVE_INFINITY);
    const indices = heap.ints(places).fill(-1);
    const period = params.attrs?.includeBatchInIndex ? values.length : height * width * channels;
    overTaps(batch, axes, {
      tap(place, pixel) {
        const [from, to] = [pixel * channels, place * channels];
        const index = from % period;
        for (let channel = 0; channel < channels; channel++) {
          const value = values[from + channel]!;
          if (value <= greatest[to + channel]! || Number.isNaN(value)) continue;
          greatest[to + channel] = value;
          indices[to + channel] = index + channel;
        }
      },
    });
    return [out, places];
  },
};
