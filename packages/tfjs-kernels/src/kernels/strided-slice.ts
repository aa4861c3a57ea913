import type { HeapKernel } from '../heap/heap-kernel.ts';
import { asBools, asIntegers } from '../heap/integers.ts';

/** Every so-and-so-many-th entry of a part of a tensor. The stock kernel takes the bits of whole numbers and of bools for float32. */
export const stridedSlice: HeapKernel = {
  kernelName: 'StridedSlice',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { x } = params.inputs;
    if (x?.dtype !== 'int32' && x?.dtype !== 'bool') return stock(params);
    const integers = asIntegers(heap, x);
    const slice = [stock({ ...params, inputs: { x: integers } })].flat()[0]!;
    heap.dispose(integers);
    // The bits are right, only their type is not.
    const out = asIntegers(heap, { ...slice, dtype: 'int32' });
    heap.dispose(slice);
    return x.dtype === 'bool' ? asBools(heap, out) : out;
  },
};
