import { floatsOf } from '../heap/complex-operands.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/** The imaginary part of a tensor, zeros for a real one. */
export const imag: HeapKernel = {
  kernelName: 'Imag',
  stock: 'missing',
  make:
    (heap) =>
    ({ inputs: { input } }) => {
      if (!input) throw new TypeError('Imag: input must be given');
      if (input.dtype === 'complex64') return floatsOf(heap, heap.parts(input).imag);
      const zeros = heap.output(input.shape, input.dtype);
      heap.values(zeros).fill(0);
      return zeros;
    },
};
