import { ACCUMULATE, TRANSPOSE_B } from '@tensorpress/simd';
import { numbersOf } from '../heap/attributes.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';
import { axesOf, windowOfAxes } from '../windows/axes-of.ts';
import { inPieces, isPointwise } from '../windows/convolution.ts';
import { overSlices } from '../windows/over-slices.ts';

/**
 * The gradient of the volumes of a convolution, which is also a transposed convolution: `dy` [batch, outDepth, outHeight, outWidth,
 * outChannels] and the filter [filterDepth, filterHeight, filterWidth, inChannels, outChannels] give [batch, depth, height, width,
 * inChannels]; each layer of the filter adds what it gives as a filter of slices. The stock kernel leaves much of its result as it
 * found it.
 */
export const conv3dBackpropInputV2: HeapKernel = {
  kernelName: 'Conv3DBackpropInputV2',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { dy, filter } = params.inputs;
    const inputShape = numbersOf(params.attrs?.inputShape);
    if (dy?.dtype !== 'float32' || filter?.dtype !== 'float32' || !inputShape) return stock(params);
    const axes = axesOf(inputShape, filter.shape, params.attrs, dy.shape);
    const [, height, width] = axes;
    const [channels, k] = filter.shape.slice(3) as [number, number];
    const window = windowOfAxes(axes, channels);
    const patch = height.taps * width.taps * channels;

    const { simd } = heap;
    const out = heap.output(inputShape, 'float32');
    const scratch = heap.scratch();
    heap.columns(width.places * patch);
    heap.floats(out).fill(0);
    overSlices(inputShape[0]!, axes, ({ tap, from, to, count }) => {
      const images = heap.address(out) + 4 * from * height.length * width.length * channels;
      const first = to * height.places * width.places;
      const layer = heap.address(filter) + 4 * tap * patch * k;
      const product = (place: number, places: number, target: number, flags: number): void => {
        const parts = heap.address(dy) + 4 * (first + place) * k;
        simd.matMul(parts, k, layer, k, target, patch, places, k, patch, flags, scratch);
      };
      if (isPointwise(window))
        return product(0, count * height.places * width.places, images, TRANSPOSE_B | ACCUMULATE);
      inPieces(heap, { count, outHeight: height.places, window }, (place, places, columns, move) => {
        product(place, places, columns, TRANSPOSE_B);
        move((image, at, firstRow, rows) => simd.col2im(at, image, firstRow, rows, ...window), images);
      });
    });
    return out;
  },
};
