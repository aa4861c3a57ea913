import { numberOf } from '../heap/attributes.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/** The numbers, none below `clipValueMin` nor above `clipValueMax`. The stock kernel takes the bits of whole numbers for float32. */
export const clipByValue: HeapKernel = {
  kernelName: 'ClipByValue',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { x } = params.inputs;
    const [least, most] = [numberOf(params.attrs?.clipValueMin), numberOf(params.attrs?.clipValueMax)];
    if (x?.dtype !== 'int32' || least === undefined || most === undefined) return stock(params);
    const out = heap.output(x.shape, 'int32');
    const [values, clipped] = [heap.ints(x), heap.ints(out)];
    for (let i = 0; i < values.length; i++) clipped[i] = Math.min(most, Math.max(least, values[i]!));
    return out;
  },
};
