import type { HeapKernel } from '../heap/heap-kernel.ts';
import { partOf } from '../heap/part-of.ts';

/** The entries of a tensor along an axis. The stock kernel makes a copy of the whole tensor for each. */
export const unpack: HeapKernel = {
  kernelName: 'Unpack',
  stock: 'slow',
  make: (heap, stock) => (params) => {
    const { value } = params.inputs;
    const given = params.attrs?.axis;
    const plain = value && value.dtype !== 'string' && value.dtype !== 'complex64';
    if (!plain || typeof given !== 'number') return stock(params);
    const axis = given < 0 ? given + value.shape.length : given;
    const size = value.shape.with(axis, 1);
    const shape = value.shape.filter((_, i) => i !== axis);
    return Array.from({ length: value.shape[axis]! }, (_, entry) => {
      const begin = value.shape.map((_, i) => (i === axis ? entry : 0));
      return partOf(heap, value, begin, size, shape);
    });
  },
};
