import { numbersOf } from '../heap/attributes.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';
import { sizeOf } from '../heap/size-of.ts';

/**
 * The sum over some axes. Where they are neighbours and not the last ones, as in the gradient of every bias, rows are added up; the
 * stock kernel transposes the tensor before.
 */
export const sum: HeapKernel = {
  kernelName: 'Sum',
  stock: 'slow',
  make: (heap, stock) => (params) => {
    const { x } = params.inputs;
    const { axis, keepDims } = params.attrs ?? {};
    const rank = x?.shape.length ?? 0;
    const axes = (typeof axis === 'number' ? [axis] : (numbersOf(axis) ?? [])).map((at) => (at < 0 ? at + rank : at));
    const first = Math.min(...axes);
    const end = first + axes.length;
    const neighbours = axes.every((at) => at < end) && new Set(axes).size === axes.length;
    if (x?.dtype !== 'float32' || axes.length === 0 || !neighbours || end >= rank) return stock(params);
    const [outer, rows, width] = [
      sizeOf(x.shape.slice(0, first)),
      sizeOf(x.shape.slice(first, end)),
      sizeOf(x.shape.slice(end)),
    ];
    const kept = keepDims ? Array<number>(axes.length).fill(1) : [];
    const out = heap.output([...x.shape.slice(0, first), ...kept, ...x.shape.slice(end)], 'float32');
    const [from, to] = [heap.address(x), heap.address(out)];
    for (let i = 0; i < outer; i++) {
      heap.simd.sumRows(from + 4 * i * rows * width, to + 4 * i * width, rows, width, 0);
    }
    return out;
  },
};
