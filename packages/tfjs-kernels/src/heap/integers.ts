import type { TensorInfo } from '@tensorflow/tfjs';
import type { Heap } from './heap.ts';

/** An int32 tensor of a bool or int32 tensor; always one of its own. */
export function asIntegers(heap: Heap, x: TensorInfo): TensorInfo {
  const out = heap.output(x.shape, 'int32');
  heap.ints(out).set(heap.values(x));
  return out;
}

/** A bool tensor in place of an int32 tensor of zeros and ones. */
export function asBools(heap: Heap, x: TensorInfo): TensorInfo {
  const out = heap.output(x.shape, 'bool');
  heap.values(out).set(heap.ints(x));
  heap.dispose(x);
  return out;
}
