import type { TensorInfo } from '@tensorflow/tfjs';
import type { Heap } from '../heap/heap.ts';

/** A tensor that has the numbers of `x` in another order: along each axis it is this long, and takes steps this large through `x`. */
export function permuted(
  heap: Heap,
  x: TensorInfo,
  shape: readonly number[],
  strides: readonly number[],
  dtype: 'float32' | 'int32',
): TensorInfo {
  const out = heap.output(shape, dtype);
  const axes = merged(shape, strides);
  const [batch, rows, columns] = axes.length === 2 ? [undefined, ...axes] : axes;
  const swapped = axes.length <= 3 && rows?.stride === 1 && columns?.stride === rows.length;
  if (swapped && x.dtype === 'float32' && dtype === 'float32') {
    // Each matrix is stored by columns.
    for (let i = 0; i < (batch?.length ?? 1); i++) {
      const from = heap.address(x) + 4 * i * (batch?.stride ?? 0);
      const to = heap.address(out) + 4 * i * rows.length * columns.length;
      heap.simd.transpose(from, to, columns.length, rows.length);
    }
    return out;
  }
  const [values, target] = [heap.values(x), heap.values(out)];
  const { length, stride } = axes.at(-1) ?? { length: 1, stride: 1 };
  const outer = axes.slice(0, -1);
  const at = outer.map(() => 0);
  for (let to = 0, from = 0; to < target.length; ) {
    for (let i = 0; i < length; i++) target[to + i] = values[from + i * stride]!;
    to += length;
    for (let axis = outer.length - 1; axis >= 0; axis--) {
      from += outer[axis]!.stride;
      if (++at[axis]! < outer[axis]!.length) break;
      from -= at[axis]! * outer[axis]!.stride;
      at[axis] = 0;
    }
  }
  return out;
}

interface Axis {
  readonly length: number;
  readonly stride: number;
}

/** The axes without those of one entry, neighbours that are one run of steps taken together. */
function merged(shape: readonly number[], strides: readonly number[]): Axis[] {
  const axes: Axis[] = [];
  for (const [i, length] of shape.entries()) {
    const stride = strides[i]!;
    if (length === 1) continue;
    const before = axes.at(-1);
    if (before?.stride === stride * length) axes[axes.length - 1] = { length: before.length * length, stride };
    else axes.push({ length, stride });
  }
  return axes;
}
