import { ACCUMULATE } from '@tensorpress/simd';
import type { HeapKernel } from '../heap/heap-kernel.ts';
import { axesOf, windowOfAxes } from '../windows/axes-of.ts';
import { inPieces, isPointwise } from '../windows/convolution.ts';
import { overSlices } from '../windows/over-slices.ts';

/**
 * A convolution of volumes: `x` [batch, depth, height, width, inChannels] and the filter [filterDepth, filterHeight, filterWidth,
 * inChannels, outChannels] give [batch, outDepth, outHeight, outWidth, outChannels]; each layer of the filter adds what it gives as
 * a filter of slices. The stock kernel loops over single numbers.
 */
export const conv3d: HeapKernel = {
  kernelName: 'Conv3D',
  stock: 'slow',
  make: (heap, stock) => (params) => {
    const { x, filter } = params.inputs;
    const plain = x?.dtype === 'float32' && filter?.dtype === 'float32' && params.attrs?.dataFormat !== 'NCDHW';
    if (!plain) return stock(params);
    const axes = axesOf(x.shape, filter.shape, params.attrs);
    const [, height, width] = axes;
    const [channels, n] = filter.shape.slice(3) as [number, number];
    const window = windowOfAxes(axes, channels);
    const patch = height.taps * width.taps * channels;

    const { simd } = heap;
    const out = heap.output([x.shape[0]!, ...axes.map(({ places }) => places), n], 'float32');
    const scratch = heap.scratch();
    heap.columns(width.places * patch);
    heap.floats(out).fill(0);
    overSlices(x.shape[0]!, axes, ({ tap, from, to, count }) => {
      const images = heap.address(x) + 4 * from * height.length * width.length * channels;
      const first = to * height.places * width.places;
      const layer = heap.address(filter) + 4 * tap * patch * n;
      const product = (place: number, places: number, columns: number): void => {
        const target = heap.address(out) + 4 * (first + place) * n;
        simd.matMul(columns, patch, layer, n, target, n, places, patch, n, ACCUMULATE, scratch);
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
