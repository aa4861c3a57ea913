import type { HeapKernel } from '../heap/heap-kernel.ts';
import { sizeOf } from '../heap/size-of.ts';

/**
 * `x` […, n, …] and int32 `indices` give the entries of `x` along `axis`. The stock kernel checks and strides through every index,
 * and goes astray with batch dimensions.
 */
export const gatherV2: HeapKernel = {
  kernelName: 'GatherV2',
  stock: 'wrong',
  make: (heap, stock) => (params) => {
    const { x, indices } = params.inputs;
    const { axis, batchDims = 0 } = params.attrs ?? {};
    const plain = x?.dtype === 'float32' || x?.dtype === 'int32';
    const positioned = typeof axis === 'number' && typeof batchDims === 'number';
    if (!plain || indices?.dtype !== 'int32' || !positioned) return stock(params);
    const rank = x.shape.length;
    const at = axis < 0 ? axis + rank : axis;
    const batched = batchDims < 0 ? batchDims + indices.shape.length : batchDims;
    const before = x.shape.slice(0, at);
    const after = x.shape.slice(at + 1);
    const length = x.shape[at]!;
    const width = sizeOf(after);
    const outer = sizeOf(before);
    const batches = sizeOf(x.shape.slice(0, batched));

    const out = heap.output([...before, ...indices.shape.slice(batched), ...after], x.dtype);
    const run = sizeOf(indices.shape) / batches;
    const ids = heap.address(indices);
    const from = heap.address(x);
    const to = heap.address(out);
    for (let i = 0; i < outer; i++) {
      const first = Math.floor((i * batches) / outer) * run;
      const done = heap.simd.gatherRows(
        from + 4 * i * length * width,
        length,
        width,
        ids + 4 * first,
        run,
        to + 4 * i * run * width,
      );
      if (done < run) {
        throw new RangeError(
          `GatherV2: the index value ${heap.ints(indices)[first + done]} is not in [0, ${length - 1}]`,
        );
      }
    }
    return out;
  },
};
