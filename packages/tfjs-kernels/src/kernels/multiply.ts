import type { TensorInfo } from '@tensorflow/tfjs';
import { complexOperands } from '../heap/complex-operands.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/** The product of two tensors, number by number; complex ones as well. */
export const multiply: HeapKernel = {
  kernelName: 'Multiply',
  stock: 'real',
  make: (heap, stock) => (params) => {
    const { a, b } = params.inputs;
    if (!a || !b || (a.dtype !== 'complex64' && b.dtype !== 'complex64')) return stock(params);
    const operands = complexOperands(heap, [a, b]);
    const [x, y] = [operands.parts[0]!, operands.parts[1]!];
    const product = (first: TensorInfo, second: TensorInfo): TensorInfo => {
      const result = stock({ ...params, inputs: { a: first, b: second } });
      return Array.isArray(result) ? result[0]! : result;
    };
    const [real, minus] = [product(x.real, y.real), product(x.imag, y.imag)];
    const [imag, plus] = [product(x.real, y.imag), product(x.imag, y.real)];
    const [reals, imags, subtract, add] = [real, imag, minus, plus].map(heap.floats);
    for (let i = 0; i < reals!.length; i++) {
      reals![i]! -= subtract![i]!;
      imags![i]! += add![i]!;
    }
    heap.dispose(minus);
    heap.dispose(plus);
    operands.free();
    return heap.complex({ real, imag });
  },
};
