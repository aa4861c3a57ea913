import type { TensorInfo } from '@tensorflow/tfjs';
import type { Heap } from '../heap/heap.ts';

/** Whether there is no bias, or one number for each of `n` columns. */
export function isRowBias(bias: TensorInfo | undefined, n: number): boolean {
  return !bias || (bias.dtype === 'float32' && bias.shape.length === 1 && bias.shape[0] === n);
}

/** Whether a tensor has one number for each of `n` along its last axis, and nothing else. */
export const isRow = ({ dtype, shape }: TensorInfo, n: number): boolean =>
  dtype === 'float32' && shape.at(-1) === n && shape.slice(0, -1).every((length) => length === 1);

/** Fills `out` with rows that are all the bias, for a product to be added. */
export function fillRows(heap: Heap, bias: TensorInfo, out: TensorInfo): void {
  const values = heap.floats(out);
  const row = heap.floats(bias);
  if (values.length === 0) return;
  values.set(row);
  for (let filled = row.length; filled < values.length; filled *= 2) {
    values.copyWithin(filled, 0, Math.min(filled, values.length - filled));
  }
}
