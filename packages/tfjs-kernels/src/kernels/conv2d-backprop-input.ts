import { TRANSPOSE_B } from '@tensorpress/simd';
import { numbersOf } from '../heap/attributes.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';
import { sizeOf } from '../heap/size-of.ts';
import { windowOf } from '../windows/axes-of.ts';
import { inPieces, isPointwise } from '../windows/convolution.ts';

/**
 * The gradient of the images of a convolution, which is also a transposed convolution: `dy` [batch, outHeight, outWidth,
 * outChannels] and the filter [filterHeight, filterWidth, inChannels, outChannels] give [batch, height, width, inChannels]. The
 * stock kernel loops over single numbers.
 */
export const conv2dBackpropInput: HeapKernel = {
  kernelName: 'Conv2DBackpropInput',
  stock: 'slow',
  make: (heap, stock) => (params) => {
    const { dy, filter } = params.inputs;
    const inputShape = numbersOf(params.attrs?.inputShape);
    const plain = dy?.dtype === 'float32' && filter?.dtype === 'float32' && params.attrs?.dataFormat !== 'NCHW';
    if (!plain || !inputShape) return stock(params);
    const [filterHeight, filterWidth, inChannels, k] = filter.shape as [number, number, number, number];
    const window = windowOf(inputShape, dy.shape, [filterHeight, filterWidth], params.attrs);

    const { simd } = heap;
    const out = heap.output(inputShape, 'float32');
    const scratch = heap.scratch();
    const patch = filterHeight * filterWidth * inChannels;
    const product = (place: number, places: number, to: number): void =>
      simd.matMul(
        heap.address(dy) + 4 * place * k,
        k,
        heap.address(filter),
        k,
        to,
        patch,
        places,
        k,
        patch,
        TRANSPOSE_B,
        scratch,
      );
    if (isPointwise(window)) {
      product(0, sizeOf(dy.shape.slice(0, -1)), heap.address(out));
      return out;
    }
    const convolution = { count: dy.shape[0]!, outHeight: dy.shape[1]!, window };
    heap.columns(window.at(-1)! * patch);
    heap.floats(out).fill(0);
    inPieces(heap, convolution, (place, places, columns, move) => {
      product(place, places, columns);
      move((image, at, firstRow, rows) => simd.col2im(at, image, firstRow, rows, ...window), heap.address(out));
    });
    return out;
  },
};
