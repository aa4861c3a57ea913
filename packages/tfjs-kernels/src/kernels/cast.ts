import { floatsOf, widened } from '../heap/complex-operands.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/**
 * A tensor as another type: from real to complex and back, and to bool by whether a number is not zero. The stock kernel takes
 * the lowest byte of the whole number for a bool, so 0.5 and 256 become false.
 */
export const cast: HeapKernel = {
  kernelName: 'Cast',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { x } = params.inputs;
    const dtype: unknown = params.attrs?.dtype;
    if (!x || x.dtype === 'string') return stock(params);
    if (dtype === x.dtype) return heap.share(x, x.shape);
    if (dtype === 'complex64') return heap.complex(widened(heap, x));
    const from = x.dtype === 'complex64' ? heap.parts(x).real : x;
    if (dtype === 'float32') return floatsOf(heap, from);
    if (dtype !== 'int32' && dtype !== 'bool') return stock(params);
    const out = heap.output(x.shape, dtype);
    const [values, target] = [heap.values(from), heap.values(out)];
    if (dtype === 'int32') target.set(values);
    else for (let i = 0; i < target.length; i++) target[i] = values[i] === 0 ? 0 : 1;
    return out;
  },
};
