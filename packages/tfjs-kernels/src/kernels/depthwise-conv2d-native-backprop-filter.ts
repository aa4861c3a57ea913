import { numbersOf } from '../heap/attributes.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';
import { sizeOf } from '../heap/size-of.ts';
import { windowOf } from '../windows/axes-of.ts';

/**
 * The gradient of the filter of a depthwise convolution: `x` [batch, height, width, channels] and `dy` [batch, outHeight, outWidth,
 * channels · multiplier] give [filterHeight, filterWidth, channels, multiplier].
 */
export const depthwiseConv2dNativeBackpropFilter: HeapKernel = {
  kernelName: 'DepthwiseConv2dNativeBackpropFilter',
  stock: 'missing',
  make: (heap, stock) => (params) => {
    const { x, dy } = params.inputs;
    const filterShape = numbersOf(params.attrs?.filterShape);
    if (x?.dtype !== 'float32' || dy?.dtype !== 'float32' || !filterShape) return stock(params);
    const [filterHeight, filterWidth, , multiplier] = filterShape as [number, number, number, number];
    const window = windowOf(x.shape, dy.shape, [filterHeight, filterWidth], params.attrs);
    const out = heap.output(filterShape, 'float32');
    heap.floats(out).fill(0);
    const [image, result] = [4 * sizeOf(x.shape.slice(1)), 4 * sizeOf(dy.shape.slice(1))];
    const [images, parts, gradient] = [heap.address(x), heap.address(dy), heap.address(out)];
    for (let i = 0; i < x.shape[0]!; i++) {
      const [from, part] = [images + i * image, parts + i * result];
      heap.simd.depthwiseGradFilter(from, part, gradient, multiplier, dy.shape[1]!, ...window);
    }
    return out;
  },
};
