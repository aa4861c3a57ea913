import type { HeapKernel } from '../heap/heap-kernel.ts';
import { axesOf } from '../windows/axes-of.ts';
import { overTaps } from '../windows/over-taps.ts';

/**
 * The gradient of max pooling over volumes: each entry of `dy` goes to the place of `input` [batch, depth, height, width, channels]
 * with the greatest number in its window, to the last of them where several are equal. The stock kernel loses it where all are
 * negative, and the cpu backend sends it elsewhere where the window is not as high as it is wide.
 */
export const maxPool3dGrad: HeapKernel = {
  kernelName: 'MaxPool3DGrad',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { dy, input } = params.inputs;
    if (dy?.dtype !== 'float32' || input?.dtype !== 'float32') return stock(params);
    const [batch = 0, , , , channels = 0] = input.shape;
    const axes = axesOf(input.shape, params.attrs?.filterSize, params.attrs, dy.shape);
    const out = heap.output(input.shape, 'float32');
    const gradient = heap.floats(out).fill(0);
    const [values, parts] = [heap.floats(input), heap.floats(dy)];
    const greatest = new Float32Array(channels).fill(Number.NEGATIVE_INFINITY);
    const sources = new Int32Array(channels).fill(-1);
    overTaps(batch, axes, {
      tap(_place, pixel) {
        const from = pixel * channels;
        for (let channel = 0; channel < channels; channel++) {
          const value = values[from + channel]!;
          if (value >= greatest[channel]!) {
            greatest[channel] = value;
            sources[channel] = from + channel;
          }
        }
      },
      leave(place) {
        for (let channel = 0; channel < channels; channel++) {
          const source = sources[channel]!;
          if (source >= 0) gradient[source]! += parts[place * channels + channel]!;
        }
        greatest.fill(Number.NEGATIVE_INFINITY);
        sources.fill(-1);
      },
    });
    return out;
  },
};
