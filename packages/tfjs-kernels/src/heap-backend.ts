import type { DataType, TensorInfo, TypedArray } from '@tensorflow/tfjs';

/** The two members of the wasm backend with which a kernel works on tensors in place. */
export interface HeapBackend {
  /** Takes uninitialised memory for a tensor; may grow the heap, which detaches every view taken before. */
  makeOutput(shape: number[], dtype: DataType): TensorInfo;
  /** A view of the tensor's memory. */
  typedArrayFromHeap(tensor: TensorInfo): TypedArray;
}

/** Whether `backend` has what a kernel on the heap needs. */
export function isHeapBackend(backend: unknown): backend is HeapBackend {
  return (
    typeof backend === 'object' &&
    backend !== null &&
    'makeOutput' in backend &&
    typeof backend.makeOutput === 'function' &&
    'typedArrayFromHeap' in backend &&
    typeof backend.typedArrayFromHeap === 'function'
  );
}
