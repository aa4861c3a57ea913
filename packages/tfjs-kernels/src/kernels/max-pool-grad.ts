import type { HeapKernel } from '../heap/heap-kernel.ts';
import { sizeOf } from '../heap/size-of.ts';
import { windowOf } from '../windows/axes-of.ts';

/**
 * The gradient of max pooling: each entry of `dy` [batch, outHeight, outWidth, channels] goes to the place of `input` [batch,
 * height, width, channels] with the greatest number in its window, to the first of them where several are equal. The stock kernel
 * loses it where all are negative.
 */
export const maxPoolGrad: HeapKernel = {
  kernelName: 'MaxPoolGrad',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { dy, input } = params.inputs;
    if (dy?.dtype !== 'float32' || input?.dtype !== 'float32') return stock(params);
    const window = windowOf(input.shape, dy.shape, params.attrs?.filterSize, params.attrs);
    const out = heap.output(input.shape, 'float32');
    heap.floats(out).fill(0);
    const [x, from, to] = [heap.address(input), heap.address(dy), heap.address(out)];
    const [image, pooled] = [4 * sizeOf(input.shape.slice(1)), 4 * sizeOf(dy.shape.slice(1))];
    for (let i = 0; i < input.shape[0]!; i++) {
      heap.simd.maxPoolGrad(x + i * image, from + i * pooled, to + i * image, dy.shape[1]!, ...window);
    }
    return out;
  },
};
