import { numberOf } from '../heap/attributes.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';
import { sizeOf } from '../heap/size-of.ts';
import { isRow } from '../products/row-bias.ts';

/** Normalises [..., channels] by a mean and a variance for each channel. The stock kernel takes one number after the other. */
export const fusedBatchNorm: HeapKernel = {
  kernelName: 'FusedBatchNorm',
  stock: 'slow',
  make: (heap, stock) => (params) => {
    const { x, mean, variance, offset, scale } = params.inputs;
    const epsilon = numberOf(params.attrs?.varianceEpsilon);
    const width = x?.shape.at(-1) ?? 0;
    if (x?.dtype !== 'float32' || !mean || !variance || epsilon === undefined) return stock(params);
    if (![mean, variance, offset, scale].every((row) => !row || isRow(row, width))) return stock(params);

    const out = heap.output(x.shape, 'float32');
    const made = heap.output([2, width], 'float32');
    const rows = heap.floats(made);
    const [variances, scales] = [heap.floats(variance), scale && heap.floats(scale)];
    for (let i = 0; i < width; i++) rows[i] = (scales?.[i] ?? 1) / Math.sqrt(variances[i]! + epsilon);
    if (!offset) rows.fill(0, width);
    const factor = heap.address(made);
    heap.simd.normalizeRows(
      heap.address(x),
      heap.address(mean),
      factor,
      offset ? heap.address(offset) : factor + 4 * width,
      heap.address(out),
      width && sizeOf(x.shape) / width,
      width,
    );
    heap.dispose(made);
    return out;
  },
};
