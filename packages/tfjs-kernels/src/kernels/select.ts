import type { HeapKernel } from '../heap/heap-kernel.ts';
import { asBools, asIntegers } from '../heap/integers.ts';

/** The entries of `t` where the condition holds, elsewhere those of `e`. The stock kernel takes each bool for four bytes, and writes beyond its result. */
export const select: HeapKernel = {
  kernelName: 'Select',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { condition, t, e } = params.inputs;
    if (!condition || t?.dtype !== 'bool' || e?.dtype !== 'bool') return stock(params);
    const [then, otherwise] = [asIntegers(heap, t), asIntegers(heap, e)];
    const selected = [stock({ ...params, inputs: { condition, t: then, e: otherwise } })].flat()[0]!;
    heap.dispose(then);
    heap.dispose(otherwise);
    return asBools(heap, selected);
  },
};
