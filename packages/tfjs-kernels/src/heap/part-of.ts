import type { TensorInfo } from '@tensorflow/tfjs';
import { copyRun } from './copy-run.ts';
import type { Heap } from './heap.ts';
import { sizeOf } from './size-of.ts';

/** The part of a tensor that begins at `begin` and is `size` large, as a tensor of its own of that shape or another. */
export function partOf(
  heap: Heap,
  x: TensorInfo,
  begin: readonly number[],
  size: readonly number[],
  shape: readonly number[] = size,
): TensorInfo {
  const out = heap.output(shape, x.dtype);
  const [from, to] = [heap.values(x), heap.values(out)];
  // Along the last axes of which all is taken, and one more, the part is in one piece.
  let inner = size.length;
  while (inner > 0 && size[inner - 1] === x.shape[inner - 1]) inner--;
  const outer = Math.max(0, inner - 1);
  const run = sizeOf(size.slice(outer));
  const strides = x.shape.map((_, axis) => sizeOf(x.shape.slice(axis + 1)));
  const at = size.slice(0, outer).map(() => 0);
  let start = begin.reduce((sum, first, axis) => sum + first * strides[axis]!, 0);
  for (let target = 0; target < to.length; target += run) {
    copyRun(from, start, to, target, run);
    for (let axis = outer - 1; axis >= 0; axis--) {
      start += strides[axis]!;
      if (++at[axis]! < size[axis]!) break;
      start -= at[axis]! * strides[axis]!;
      at[axis] = 0;
    }
  }
  return out;
}
