import type { TensorInfo } from '@tensorflow/tfjs';
import type { Parts } from './complex-memory.ts';
import type { Heap } from './heap.ts';

/** The parts of what a kernel is given, real tensors among it with an imaginary part of zeros; `free` gives up what was made for it. */
export function complexOperands(
  heap: Heap,
  inputs: readonly TensorInfo[],
): { readonly parts: readonly Parts[]; free(): void } {
  const made: TensorInfo[] = [];
  const parts = inputs.map((x) => {
    if (x.dtype === 'complex64') return heap.parts(x);
    const { real, imag } = widened(heap, x);
    made.push(real, imag);
    return { real, imag };
  });
  return {
    parts,
    free() {
      for (const tensor of made) heap.dispose(tensor);
    },
  };
}

/** A real tensor as the parts of a complex64 one. */
export function widened(heap: Heap, x: TensorInfo): Parts {
  const real = floatsOf(heap, x);
  const imag = heap.output(x.shape, 'float32');
  heap.floats(imag).fill(0);
  return { real, imag };
}

/** A float32 copy of a real tensor. */
export function floatsOf(heap: Heap, x: TensorInfo): TensorInfo {
  const copy = heap.output(x.shape, 'float32');
  heap.floats(copy).set(heap.values(x));
  return copy;
}
