import { fourierOf, recent } from '@tensorpress/fourier';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/** A kernel that transforms a complex64 tensor along its last axis, computing in float64. */
export const fourierKernel = (kernelName: string, inverse: boolean): HeapKernel => ({
  kernelName,
  stock: 'missing',
  make(heap) {
    const fourier = recent(fourierOf);
    return ({ inputs: { input } }) => {
      if (!input) throw new TypeError(`${kernelName}: input must be given`);
      const parts = heap.parts(input);
      const n = input.shape.at(-1) ?? 1;
      const out = { real: heap.output(input.shape, 'float32'), imag: heap.output(input.shape, 'float32') };
      const [x, y] = [heap.floats(parts.real), heap.floats(parts.imag)];
      const [real, imag] = [heap.floats(out.real), heap.floats(out.imag)];
      const transform = x.length > 0 ? fourier(n) : undefined;
      const row = new Float64Array(2 * n);
      for (let start = 0; start < x.length; start += n) {
        for (let i = 0; i < n; i++) {
          row[2 * i] = x[start + i]!;
          row[2 * i + 1] = y[start + i]!;
        }
        transform?.(row, row, inverse);
        for (let i = 0; i < n; i++) {
          real[start + i] = row[2 * i]!;
          imag[start + i] = row[2 * i + 1]!;
        }
      }
      return heap.complex(out);
    };
  },
});
