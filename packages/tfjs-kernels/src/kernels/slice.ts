import { numbersOf } from '../heap/attributes.ts';
import { partwise } from '../heap/by-parts.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';
import { partOf } from '../heap/part-of.ts';

/** A part of a tensor, also of a complex one. The stock kernel makes a copy of the whole tensor at every call. */
export const slice: HeapKernel = {
  kernelName: 'Slice',
  stock: 'slow',
  make: (heap, stock) => (params) => {
    const { x } = params.inputs;
    if (x?.dtype === 'complex64') return partwise(heap, slice.make(heap, stock), params) ?? stock(params);
    if (!x || x.dtype === 'string') return stock(params);
    // What is not given begins at the front and goes to the end.
    const listOf = (value: unknown) => (typeof value === 'number' ? [value] : (numbersOf(value) ?? []));
    const [first, sizes] = [listOf(params.attrs?.begin), listOf(params.attrs?.size)];
    const begin = x.shape.map((_, axis) => first[axis] ?? 0);
    const size = x.shape.map((length, axis) => {
      const given = sizes[axis] ?? -1;
      return given < 0 ? length - begin[axis]! : given;
    });
    if (x.shape.some((length, axis) => begin[axis]! < 0 || size[axis]! < 0 || begin[axis]! + size[axis]! > length)) {
      throw new RangeError(`Slice: [${size}] from [${begin}] must be in [${x.shape}]`);
    }
    return partOf(heap, x, begin, size);
  },
};
