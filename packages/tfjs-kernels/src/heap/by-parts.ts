import type { KernelFunc, TensorInfo } from '@tensorflow/tfjs';
import { complexOperands } from './complex-operands.ts';
import type { Heap } from './heap.ts';
import type { HeapKernel } from './heap-kernel.ts';

/** A stock kernel that does the same to the real and the imaginary parts, taught to take complex64 tensors. */
export const byParts = (kernelName: string): HeapKernel => ({
  kernelName,
  stock: 'real',
  make: (heap, stock) => (params) => partwise(heap, stock, params) ?? stock(params),
});

/** What `kernel` makes of the real parts and of the imaginary parts, or undefined if no input is complex. */
export function partwise(heap: Heap, kernel: KernelFunc, params: Parameters<KernelFunc>[0]): TensorInfo | undefined {
  const given = Object.entries(params.inputs).flatMap(([name, x]) => (x ? [{ name, x }] : []));
  if (!given.some(({ x }) => x.dtype === 'complex64')) return undefined;
  const operands = complexOperands(
    heap,
    given.map(({ x }) => x),
  );
  const part = (of: 'real' | 'imag'): TensorInfo => {
    const inputs = Object.fromEntries(given.map(({ name }, i) => [name, operands.parts[i]![of]]));
    // Kernels of many tensors get them as a list.
    const result = kernel({ ...params, inputs: Array.isArray(params.inputs) ? Object.assign([], inputs) : inputs });
    return Array.isArray(result) ? result[0]! : result;
  };
  const tensor = heap.complex({ real: part('real'), imag: part('imag') });
  operands.free();
  return tensor;
}
