import { numbersOf } from '../heap/attributes.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';
import { sizeOf } from '../heap/size-of.ts';
import { windowOf } from '../windows/axes-of.ts';

/**
 * The gradient of the images of a depthwise convolution: `dy` [batch, outHeight, outWidth, channels · multiplier] and the filter
 * [filterHeight, filterWidth, channels, multiplier] give [batch, height, width, channels].
 */
export const depthwiseConv2dNativeBackpropInput: HeapKernel = {
  kernelName: 'DepthwiseConv2dNativeBackpropInput',
  stock: 'missing',
  make: (heap, stock) => (params) => {
    const { dy, filter } = params.inputs;
    const inputShape = numbersOf(params.attrs?.inputShape);
    if (dy?.dtype !== 'float32' || filter?.dtype !== 'float32' || !inputShape) return stock(params);
    const [filterHeight, filterWidth, , multiplier] = filter.shape as [number, number, number, number];
    const window = windowOf(inputShape, dy.shape, [filterHeight, filterWidth], params.attrs);
    const out = heap.output(inputShape, 'float32');
    heap.floats(out).fill(0);
    const [image, result] = [4 * sizeOf(inputShape.slice(1)), 4 * sizeOf(dy.shape.slice(1))];
    const [images, parts, weights] = [heap.address(out), heap.address(dy), heap.address(filter)];
    for (let i = 0; i < inputShape[0]!; i++) {
      const [to, part] = [images + i * image, parts + i * result];
      heap.simd.depthwiseGradInput(part, weights, to, multiplier, dy.shape[1]!, ...window);
    }
    return out;
  },
};
