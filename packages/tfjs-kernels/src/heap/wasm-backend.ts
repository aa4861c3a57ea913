import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import { hasMethods } from '../has-methods.ts';

/** What the wasm backend keeps for a tensor. */
export interface TensorData {
  readonly id: number;
  readonly memoryOffset: number;
  readonly shape: readonly number[];
  readonly dtype: DataType;
  refCount: number;
}

/** The internals of the wasm backend of TensorFlow.js 4.22 that kernels on its memory need. */
export interface WasmBackend {
  readonly wasm: {
    /** Where the memory of the single-threaded build is. */
    readonly asm: { readonly memory?: WebAssembly.Memory };
    /** Where that of the threaded one is. */
    readonly wasmMemory?: WebAssembly.Memory;
    _malloc(bytes: number): number;
    _free(address: number): void;
  };
  readonly dataIdMap: {
    get(dataId: object): TensorData;
    set(dataId: object, data: TensorData): void;
    has(dataId: object): boolean;
    delete(dataId: object): boolean;
  };
  makeOutput(shape: readonly number[], dtype: DataType, memoryOffset?: number, values?: ArrayLike<number>): TensorInfo;
  move(
    dataId: object,
    values: ArrayLike<number> | null,
    shape: readonly number[],
    dtype: DataType,
    refCount: number,
  ): void;
  disposeData(dataId: object, force?: boolean): boolean;
  incRef(dataId: object): void;
  readSync(dataId: object, start?: number, end?: number): ArrayLike<number>;
}

/** Whether `backend` has what a kernel on its memory needs: checked, since these names are not part of any interface. */
export function isWasmBackend(backend: unknown): backend is WasmBackend {
  if (!hasMethods(backend, ['makeOutput', 'move', 'disposeData', 'incRef', 'readSync'])) return false;
  const { wasm, dataIdMap } = backend as { wasm?: unknown; dataIdMap?: unknown };
  if (!hasMethods(wasm, ['_malloc', '_free']) || !hasMethods(dataIdMap, ['get', 'set', 'has', 'delete'])) return false;
  return typeof wasm.asm === 'object' && memoryOf({ wasm }) instanceof WebAssembly.Memory;
}

/** The memory of the backend, where tensors are. */
export const memoryOf = ({ wasm }: { readonly wasm: Partial<WasmBackend['wasm']> }): WebAssembly.Memory | undefined =>
  wasm.asm?.memory ?? wasm.wasmMemory;
