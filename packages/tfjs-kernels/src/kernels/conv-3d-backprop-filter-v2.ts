import { ACCUMULATE, TRANSPOSE_A } from '@tensorpress/simd';
import { numbersOf } from '../heap/attributes.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';
import { axesOf, windowOfAxes } from '../windows/axes-of.ts';
import { inPieces, isPointwise } from '../windows/convolution.ts';
import { overSlices } from '../windows/over-slices.ts';

/**
 * The gradient of the filter of a convolution of volumes: `x` [batch, depth, height, width, inChannels] and `dy` [batch, outDepth,
 * outHeight, outWidth, outChannels] give [filterDepth, filterHeight, filterWidth, inChannels, outChannels]; each layer of it is that
 * of a convolution of slices. The stock kernel leaves much of its result as it found it.
 */
export const conv3dBackpropFilterV2: HeapKernel = {
  kernelName: 'Conv3DBackpropFilterV2',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { x, dy } = params.inputs;
    const filterShape = numbersOf(params.attrs?.filterShape);
    if (x?.dtype !== 'float32' || dy?.dtype !== 'float32' || !filterShape) return stock(params);
    const axes = axesOf(x.shape, filterShape, params.attrs, dy.shape);
    const [, height, width] = axes;
    const [channels, n] = filterShape.slice(3) as [number, number];
    const window = windowOfAxes(axes, channels);
    const patch = height.taps * width.taps * channels;

    const { simd } = heap;
    const out = heap.output(filterShape, 'float32');
    const scratch = heap.scratch();
    heap.columns(width.places * patch);
    heap.floats(out).fill(0);
    const flags = TRANSPOSE_A | ACCUMULATE;
    overSlices(x.shape[0]!, axes, ({ tap, from, to, count }) => {
      const images = heap.address(x) + 4 * from * height.length * width.length * channels;
      const first = to * height.places * width.places;
      const layer = heap.address(out) + 4 * tap * patch * n;
      const product = (place: number, places: number, columns: number): void => {
        const parts = heap.address(dy) + 4 * (first + place) * n;
        simd.matMul(columns, patch, parts, n, layer, n, patch, places, n, flags, scratch);
      };
      if (isPointwise(window)) return product(0, count * height.places * width.places, images);
      inPieces(heap, { count, outHeight: height.places, window }, (place, places, columns, move) => {
        move((image, at, firstRow, rows) => simd.im2col(image, at, firstRow, rows, ...window), images);
        product(place, places, columns);
      });
    });
    return out;
  },
};
