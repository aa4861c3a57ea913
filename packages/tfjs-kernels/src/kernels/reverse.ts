import type { HeapKernel } from '../heap/heap-kernel.ts';
import { asBools, asIntegers } from '../heap/integers.ts';

/** The entries from the last to the first along some axes. The stock kernel takes each bool for four bytes, and writes beyond its result. */
export const reverse: HeapKernel = {
  kernelName: 'Reverse',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { x } = params.inputs;
    if (x?.dtype !== 'bool') return stock(params);
    const integers = asIntegers(heap, x);
    const reversed = [stock({ ...params, inputs: { x: integers } })].flat()[0]!;
    heap.dispose(integers);
    return asBools(heap, reversed);
  },
};
