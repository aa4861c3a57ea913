import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs';
import { ACCUMULATE } from '@tensorpress/simd';
import type { Heap } from '../heap/heap.ts';
import { sizeOf } from '../heap/size-of.ts';
import { activationOf } from '../products/activate.ts';
import { fillRows, isRowBias } from '../products/row-bias.ts';
import { axesOf, windowOfAxes } from './axes-of.ts';
import { inPieces, isPointwise } from './convolution.ts';

/**
 * A convolution with a bias [outChannels] and an activation, if they are given: the product of patches and filter. Undefined for
 * what it does not take: other types, channels first.
 */
export function convolve(heap: Heap, { inputs, attrs }: Parameters<KernelFunc>[0]): TensorInfo | undefined {
  const { x, filter, bias, preluActivationWeights } = inputs;
  const plain = x?.dtype === 'float32' && filter?.dtype === 'float32' && attrs?.dataFormat !== 'NCHW';
  if (!plain) return undefined;
  const n = filter.shape[3]!;
  const activate = activationOf(attrs, preluActivationWeights, n);
  if (!activate || !isRowBias(bias, n)) return undefined;
  const axes = axesOf(x.shape, filter.shape, attrs);
  const [, { places: outHeight }, { places: outWidth }] = axes;
  const outShape = [x.shape[0]!, outHeight, outWidth, n];
  const window = windowOfAxes(axes, x.shape[3]!);

  const { simd } = heap;
  const out = heap.output(outShape, 'float32');
  const scratch = heap.scratch();
  const k = sizeOf(filter.shape.slice(0, 3));
  const flags = bias ? ACCUMULATE : 0;
  if (bias) fillRows(heap, bias, out);
  const product = (place: number, places: number, from: number): void => {
    simd.matMul(from, k, heap.address(filter), n, heap.address(out) + 4 * place * n, n, places, k, n, flags, scratch);
  };
  if (isPointwise(window)) {
    product(0, sizeOf(outShape.slice(0, -1)), heap.address(x));
  } else {
    inPieces(heap, { count: x.shape[0]!, outHeight, window }, (place, places, columns, move) => {
      move((image, at, firstRow, rows) => simd.im2col(image, at, firstRow, rows, ...window), heap.address(x));
      product(place, places, columns);
    });
  }
  activate(heap, out);
  return out;
}
