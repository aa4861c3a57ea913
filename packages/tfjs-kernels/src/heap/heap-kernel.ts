import type { KernelFunc } from '@tensorflow/tfjs';
import type { Heap } from './heap.ts';

/** A kernel for the wasm backend, which works on tensors in its memory. */
export interface HeapKernel {
  readonly kernelName: string;
  /**
   * What is the matter with the stock kernel: there is none, it is slow, it computes something else than the cpu backend, or it takes
   * real numbers only.
   */
  readonly stock: 'missing' | 'slow' | 'wrong' | 'real';
  /** The kernel; what it does not take (other types, broken arguments) it leaves to `stock`, if there is one. */
  make(heap: Heap, stock: KernelFunc): KernelFunc;
}
