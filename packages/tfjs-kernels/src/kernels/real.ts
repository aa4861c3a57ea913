import { floatsOf } from '../heap/complex-operands.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/** The real part of a tensor; of a real tensor the tensor itself. */
export const real: HeapKernel = {
  kernelName: 'Real',
  stock: 'missing',
  make:
    (heap) =>
    ({ inputs: { input } }) => {
      if (!input) throw new TypeError('Real: input must be given');
      return input.dtype === 'complex64' ? floatsOf(heap, heap.parts(input).real) : heap.share(input, input.shape);
    },
};
