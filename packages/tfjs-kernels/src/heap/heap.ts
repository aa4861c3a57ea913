import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import { type Kernels, kernelsOn, scratchBytes } from '@tensorpress/simd';
import { complexMemoryOf, type Parts } from './complex-memory.ts';
import { sizeOf } from './size-of.ts';
import { memoryOf, type WasmBackend } from './wasm-backend.ts';

/** The memory of the wasm backend, where kernels work on tensors in place. */
export interface Heap {
  readonly simd: Kernels;
  /** Takes uninitialised memory for a tensor. May grow the memory, which detaches every view: outputs come before views. */
  output(shape: readonly number[], dtype: DataType): TensorInfo;
  /** Where a tensor begins, in bytes. */
  address(tensor: TensorInfo): number;
  /** The elements of a float32 tensor. */
  floats(tensor: TensorInfo): Float32Array;
  /** The elements of an int32 tensor. */
  ints(tensor: TensorInfo): Int32Array;
  /** The elements of a tensor of any type but string and complex64; a bool is 0 or 1. */
  values(tensor: TensorInfo): Float32Array | Int32Array | Uint8Array;
  /** A complex64 tensor of two float32 tensors, which it takes over. */
  complex(parts: Parts): TensorInfo;
  /** The two float32 tensors of a complex64 tensor, which stay its own. */
  parts(tensor: TensorInfo): Parts;
  /** A tensor of another shape in the same memory. */
  share(tensor: TensorInfo, shape: readonly number[]): TensorInfo;
  /** Frees a tensor that a kernel has made for itself. */
  dispose(tensor: TensorInfo): void;
  /** Where the scratch memory of `simd` is; may grow the memory at the first call. */
  scratch(): number;
  /** Where there is room for `floats` numbers until the next call; may grow the memory. Ask for `COLUMNS` where that will do. */
  columns(floats: number): number;
  /** Gives scratch memory back. */
  free(): void;
}

/** As many numbers as stay in a second-level cache: what `columns` should be asked for. */
export const COLUMNS: number = 1 << 18;

/**
 * The memory of `backend` with the kernels of `simd` on it.
 * @throws TypeError if the backend keeps it elsewhere.
 */
export async function heapOf(backend: WasmBackend, flavour?: Kernels['flavour']): Promise<Heap> {
  const { wasm, dataIdMap } = backend;
  const memory = memoryOf(backend);
  if (!memory) throw new TypeError('tfjs-kernels: the backend has no memory to work on');
  const simd = await kernelsOn(memory, flavour && { flavour });
  const address = ({ dataId }: TensorInfo): number => dataIdMap.get(dataId).memoryOffset;
  const scratch = reusable(wasm);
  const columns = reusable(wasm);
  const complexMemory = complexMemoryOf(backend);
  const floats = (tensor: TensorInfo) => new Float32Array(memory.buffer, address(tensor), sizeOf(tensor.shape));
  const ints = (tensor: TensorInfo) => new Int32Array(memory.buffer, address(tensor), sizeOf(tensor.shape));
  return {
    simd,
    output: (shape, dtype) => backend.makeOutput([...shape], dtype),
    address,
    floats,
    ints,
    values(tensor) {
      if (tensor.dtype === 'float32') return floats(tensor);
      if (tensor.dtype === 'int32') return ints(tensor);
      return new Uint8Array(memory.buffer, address(tensor), sizeOf(tensor.shape));
    },
    complex: complexMemory.join,
    parts: complexMemory.partsOf,
    share({ dataId, dtype }, shape) {
      backend.incRef(dataId);
      return { dataId, dtype, shape: [...shape] };
    },
    dispose: ({ dataId }) => void backend.disposeData(dataId),
    scratch: () => scratch.take(scratchBytes),
    columns: (floats) => columns.take(4 * Math.max(floats, COLUMNS)),
    free() {
      scratch.free();
      columns.free();
      complexMemory.release();
    },
  };
}

/** Memory that is taken once, and again only when more is asked for. */
function reusable({ _malloc, _free }: WasmBackend['wasm']): { take(bytes: number): number; free(): void } {
  let address = 0;
  let size = 0;
  const free = () => {
    if (size > 0) _free(address);
    size = 0;
  };
  return {
    free,
    take(bytes) {
      if (bytes <= size) return address;
      free();
      // Above two gigabytes the address comes as a negative number.
      address = _malloc(bytes) >>> 0;
      if (address === 0)
        throw new RangeError(`tfjs-kernels: the wasm memory has no room for ${bytes} bytes of scratch`);
      size = bytes;
      return address;
    },
  };
}
