import type { HeapKernel } from '../heap/heap-kernel.ts';

/** Ones in the shape and the type of a tensor; those of a complex one have no imaginary part. */
export const onesLike: HeapKernel = {
  kernelName: 'OnesLike',
  stock: 'real',
  make: (heap, stock) => (params) => {
    const { x } = params.inputs;
    if (x?.dtype !== 'complex64') return stock(params);
    const [real, imag] = [heap.output(x.shape, 'float32'), heap.output(x.shape, 'float32')];
    heap.floats(real).fill(1);
    heap.floats(imag).fill(0);
    return heap.complex({ real, imag });
  },
};
