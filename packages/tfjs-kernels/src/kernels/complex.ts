import { floatsOf } from '../heap/complex-operands.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/** `real` and `imag` of one shape give a complex64 tensor, which has copies of both. */
export const complex: HeapKernel = {
  kernelName: 'Complex',
  stock: 'missing',
  make:
    (heap) =>
    ({ inputs: { real, imag } }) => {
      if (!real || !imag || String(real.shape) !== String(imag.shape)) {
        throw new RangeError(`Complex: real and imag must have one shape, not [${real?.shape}] and [${imag?.shape}]`);
      }
      return heap.complex({ real: floatsOf(heap, real), imag: floatsOf(heap, imag) });
    },
};
