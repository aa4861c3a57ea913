import { ACCUMULATE, TRANSPOSE_A } from '@tensorpress/simd';
import { numbersOf } from '../heap/attributes.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';
import { sizeOf } from '../heap/size-of.ts';
import { windowOf } from '../windows/axes-of.ts';
import { inPieces, isPointwise } from '../windows/convolution.ts';

/**
 * The gradient of the filter of a convolution: `x` [batch, height, width, inChannels] and `dy` [batch, outHeight, outWidth,
 * outChannels] give [filterHeight, filterWidth, inChannels, outChannels], the product of patches, transposed, and `dy`.
 */
export const conv2dBackpropFilter: HeapKernel = {
  kernelName: 'Conv2DBackpropFilter',
  stock: 'missing',
  make: (heap, stock) => (params) => {
    const { x, dy } = params.inputs;
    const filterShape = numbersOf(params.attrs?.filterShape);
    const plain = x?.dtype === 'float32' && dy?.dtype === 'float32' && params.attrs?.dataFormat !== 'NCHW';
    if (!plain || !filterShape) return stock(params);
    const [filterHeight, filterWidth, inChannels, outChannels] = filterShape as [number, number, number, number];
    const window = windowOf(x.shape, dy.shape, [filterHeight, filterWidth], params.attrs);

    const { simd } = heap;
    const out = heap.output(filterShape, 'float32');
    const scratch = heap.scratch();
    const patch = filterHeight * filterWidth * inChannels;
    if (isPointwise(window)) {
      const [from, to] = [heap.address(x), heap.address(out)];
      const places = sizeOf(dy.shape.slice(0, -1));
      const n = outChannels;
      simd.matMul(from, patch, heap.address(dy), n, to, n, patch, places, n, TRANSPOSE_A, scratch);
      return out;
    }
    let flags = TRANSPOSE_A;
    inPieces(heap, { count: x.shape[0]!, outHeight: dy.shape[1]!, window }, (place, places, columns, move) => {
      move((image, at, firstRow, rows) => simd.im2col(image, at, firstRow, rows, ...window), heap.address(x));
      const [from, to, n] = [heap.address(dy) + 4 * place * outChannels, heap.address(out), outChannels];
      simd.matMul(columns, patch, from, n, to, n, patch, places, n, flags, scratch);
      flags = TRANSPOSE_A | ACCUMULATE;
    });
    return out;
  },
};
