import type { HeapKernel } from '../heap/heap-kernel.ts';

/** The absolute values of complex numbers, float32. */
export const complexAbs: HeapKernel = {
  kernelName: 'ComplexAbs',
  stock: 'missing',
  make:
    (heap) =>
    ({ inputs: { x } }) => {
      if (!x) throw new TypeError('ComplexAbs: x must be given');
      const parts = heap.parts(x);
      const out = heap.output(x.shape, 'float32');
      const [real, imag, sizes] = [heap.floats(parts.real), heap.floats(parts.imag), heap.floats(out)];
      for (let i = 0; i < sizes.length; i++) sizes[i] = Math.hypot(real[i]!, imag[i]!);
      return out;
    },
};
