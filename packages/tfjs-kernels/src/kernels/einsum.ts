import type { TensorInfo } from '@tensorflow/tfjs';
import { TRANSPOSE_A, TRANSPOSE_B } from '@tensorpress/simd';
import type { Heap } from '../heap/heap.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';
import { sizeOf } from '../heap/size-of.ts';
import { alone, common, einsumEquationOf } from '../products/einsum-equation.ts';
import { permuted } from '../products/permuted.ts';
import { multiply } from '../products/product.ts';

/** Products of fewer steps are not worth the call of the fast one. */
const SMALL = 64;

/**
 * One or two tensors, multiplied and summed as `equation` says. Axes that only one tensor has and the result lacks are summed
 * first; then both are put in order, which often is the one they have, and a batch of matrix products is left. bool counts as int32.
 */
export const einsum: HeapKernel = {
  kernelName: 'Einsum',
  stock: 'missing',
  make:
    (heap) =>
    ({ inputs, attrs }) => {
      const tensors = Object.values(inputs).flatMap((x) => (x ? [x] : []));
      const { terms, result, lengthsOf } = einsumEquationOf(
        attrs?.equation,
        tensors.map(({ shape }) => shape),
      );
      const dtype = tensors.some((x) => x.dtype === 'float32') ? 'float32' : 'int32';
      /** An operand with its axes in this order, the others summed over. */
      const inOrder = (i: number, letters: string): TensorInfo => {
        const summed = alone(terms[i]!, letters);
        const arranged = arrange(heap, tensors[i]!, terms[i]!, letters + summed, lengthsOf, dtype);
        if (summed === '') return arranged;
        const sums = sumRows(heap, arranged, lengthsOf(letters));
        heap.dispose(arranged);
        return sums;
      };
      if (tensors.length === 1) return inOrder(0, result);

      const batch = common(result, ...terms);
      // With the tensors in the other order the result may need no rearrangement.
      const swap = batch + common(alone(result, batch), terms[1]!) + common(alone(result, batch), terms[0]!) === result;
      const [first, second] = swap ? [1, 0] : [0, 1];
      const [p, q] = [terms[first]!, terms[second]!];
      const inner = alone(common(p, q), result);
      const [left, right] = [alone(common(result, p), q), alone(common(result, q), p)];
      const flipA = common(p, result + inner) === batch + inner + left && left !== '' && inner !== '';
      const flipB = common(q, result + inner) === batch + right + inner && right !== '' && inner !== '';
      const a = inOrder(first, flipA ? batch + inner + left : batch + left + inner);
      const b = inOrder(second, flipB ? batch + right + inner : batch + inner + right);
      const product = heap.output(lengthsOf(batch + left + right), dtype);
      const [count, m, k, n] = [batch, left, inner, right].map((letters) => sizeOf(lengthsOf(letters))) as Sizes;
      const flags = (flipA ? TRANSPOSE_A : 0) | (flipB ? TRANSPOSE_B : 0);
      if (dtype === 'float32' && m * k * n >= SMALL) {
        const matrices = (x: TensorInfo, ...shape: number[]) => ({ ...x, shape: [count, ...shape] });
        const [of, by] = [flipA ? matrices(a, k, m) : matrices(a, m, k), flipB ? matrices(b, n, k) : matrices(b, k, n)];
        multiply(heap, { a: of, b: by, m, k, n, flags, batch: [count], shape: [count, m, n] }, product);
      } else {
        multiplySmall(heap, a, b, product, [count, m, k, n], flags);
      }
      heap.dispose(a);
      heap.dispose(b);
      const natural = batch + left + right;
      if (natural === result) return product;
      const out = arrange(heap, product, natural, result, lengthsOf, dtype);
      heap.dispose(product);
      return out;
    },
};

type Sizes = [count: number, m: number, k: number, n: number];

function arrange(
  heap: Heap,
  x: TensorInfo,
  letters: string,
  order: string,
  lengthsOf: (letters: string) => number[],
  dtype: 'float32' | 'int32',
): TensorInfo {
  const shape = lengthsOf(order);
  if (letters === order && x.dtype === dtype) return heap.share(x, shape);
  const strides = [...order].map((letter) => sizeOf(lengthsOf(letters.slice(letters.indexOf(letter) + 1))));
  return permuted(heap, x, shape, strides, dtype);
}

/** The sums of the rows that are left when `x` has this shape before its last axes. */
function sumRows(heap: Heap, x: TensorInfo, shape: readonly number[]): TensorInfo {
  const out = heap.output(shape, x.dtype);
  const [values, sums] = [heap.values(x), heap.values(out)];
  const length = values.length / sums.length;
  for (let row = 0; row < sums.length; row++) {
    let sum = 0;
    for (let i = row * length; i < (row + 1) * length; i++) sum += values[i]!;
    sums[row] = sum;
  }
  return out;
}

function multiplySmall(
  heap: Heap,
  a: TensorInfo,
  b: TensorInfo,
  product: TensorInfo,
  [count, m, k, n]: Sizes,
  flags: number,
): void {
  const [x, y, out] = [heap.values(a), heap.values(b), heap.values(product)];
  const [rowA, stepA] = flags & TRANSPOSE_A ? [1, m] : [k, 1];
  const [stepB, columnB] = flags & TRANSPOSE_B ? [1, k] : [n, 1];
  let to = 0;
  for (let i = 0; i < count; i++) {
    for (let row = 0; row < m; row++) {
      for (let column = 0; column < n; column++) {
        let sum = 0;
        let fromA = i * m * k + row * rowA;
        let fromB = i * k * n + column * columnB;
        for (let step = 0; step < k; step++) {
          sum += x[fromA]! * y[fromB]!;
          fromA += stepA;
          fromB += stepB;
        }
        out[to++] = sum;
      }
    }
  }
}
