import { numberOf, numbersOf } from '../heap/attributes.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';
import { partOf } from '../heap/part-of.ts';

/** The parts of a tensor along an axis. The stock kernel makes a copy of the whole tensor for each. */
export const splitV: HeapKernel = {
  kernelName: 'SplitV',
  stock: 'slow',
  make: (heap, stock) => (params) => {
    const { x } = params.inputs;
    const { axis: given = 0, numOrSizeSplits } = params.attrs ?? {};
    if (!x || x.dtype === 'string' || x.dtype === 'complex64' || typeof given !== 'number') return stock(params);
    const axis = given < 0 ? given + x.shape.length : given;
    const length = x.shape[axis] ?? 0;
    const count = numberOf(numOrSizeSplits);
    const sizes = count ? Array<number>(count).fill(length / count) : (numbersOf(numOrSizeSplits) ?? []);
    // One of them may be left open.
    const rest = length - sizes.reduce((sum, size) => sum + Math.max(0, size), 0);
    const lengths = sizes.map((size) => (size < 0 ? rest : size));
    if (lengths.reduce((sum, size) => sum + size, 0) !== length || !lengths.every(Number.isInteger))
      return stock(params);
    let first = 0;
    return lengths.map((size) => {
      const begin = x.shape.map((_, i) => (i === axis ? first : 0));
      first += size;
      return partOf(heap, x, begin, x.shape.with(axis, size));
    });
  },
};
