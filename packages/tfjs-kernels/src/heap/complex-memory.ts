import type { DataType, TensorInfo } from '@tensorflow/tfjs';
import { override } from '../patches/override.ts';
import { sizeOf } from './size-of.ts';
import type { TensorData, WasmBackend } from './wasm-backend.ts';

/** The real and the imaginary part of a complex64 tensor: two float32 tensors of its shape. */
export interface Parts {
  readonly real: TensorInfo;
  readonly imag: TensorInfo;
}

/** complex64 tensors on the wasm backend, which has none of its own: data that owns the data of two float32 tensors. */
export interface ComplexMemory {
  /** A complex64 tensor that takes over its parts. */
  join(parts: Parts): TensorInfo;
  /** The parts of a complex64 tensor, which stay its own. */
  partsOf(tensor: TensorInfo): Parts;
  /** Ends the use of this memory; after its last user and its last tensor the backend has its own methods again. */
  release(): void;
}

interface ComplexData extends TensorData {
  readonly parts: Parts;
}

const memories = new WeakMap<WasmBackend, () => ComplexMemory>();

/** Teaches `backend` to read, move and dispose of complex64 tensors. */
export function complexMemoryOf(backend: WasmBackend): ComplexMemory {
  const enterKnown = memories.get(backend);
  if (enterKnown) return enterKnown();
  const { dataIdMap, disposeData, move, readSync } = backend;
  let users = 0;
  let tensors = 0;

  const record = (dataId: object, { real, imag }: Parts, shape: readonly number[], refCount: number): void => {
    const refuse = (): never => {
      throw new TypeError('tfjs-kernels: this kernel of the wasm backend takes no complex64 tensors');
    };
    const data: ComplexData = {
      parts: { real, imag },
      shape,
      dtype: 'complex64',
      refCount,
      // Stock kernels ask for one of these first, and would go astray in memory that is not theirs.
      get id() {
        return refuse();
      },
      get memoryOffset() {
        return refuse();
      },
    };
    dataIdMap.set(dataId, data);
    tensors++;
  };

  const restore = override(backend, {
    readSync(dataId: object, start?: number, end?: number) {
      const data = dataIdMap.get(dataId);
      if (!isComplex(data)) return readSync.call(backend, dataId, start, end);
      const [real, imag] = [data.parts.real, data.parts.imag].map((part) => readSync.call(backend, part.dataId));
      const values = new Float32Array(2 * sizeOf(data.shape));
      for (let i = 0; i < values.length; i += 2) {
        values[i] = real![i / 2]!;
        values[i + 1] = imag![i / 2]!;
      }
      return start === undefined && end === undefined ? values : values.subarray(2 * (start ?? 0), end && 2 * end);
    },
    move(dataId: object, values: ArrayLike<number> | null, shape: number[], dtype: DataType, refCount: number) {
      if (dtype !== 'complex64') return move.call(backend, dataId, values, shape, dtype, refCount);
      const size = sizeOf(shape);
      if (values?.length !== 2 * size) {
        throw new RangeError(
          `complex64: ${2 * size} numbers are needed, real and imaginary in turn, not ${values?.length}`,
        );
      }
      const part = (first: number): TensorInfo => {
        const numbers = Float32Array.from({ length: size }, (_, i) => values[2 * i + first]!);
        return backend.makeOutput(shape, 'float32', undefined, numbers);
      };
      record(dataId, { real: part(0), imag: part(1) }, shape, refCount);
    },
    disposeData(dataId: object, force = false) {
      const data = dataIdMap.has(dataId) ? dataIdMap.get(dataId) : undefined;
      if (!isComplex(data)) return disposeData.call(backend, dataId, force);
      data.refCount--;
      if (!force && data.refCount > 0) return false;
      disposeData.call(backend, data.parts.real.dataId);
      disposeData.call(backend, data.parts.imag.dataId);
      dataIdMap.delete(dataId);
      tensors--;
      settle();
      return true;
    },
  });
  const settle = (): void => {
    if (users > 0 || tensors > 0) return;
    restore();
    memories.delete(backend);
  };

  const memory: ComplexMemory = {
    join(parts) {
      const { shape } = parts.real;
      const dataId = {};
      record(dataId, parts, shape, 1);
      return { dataId, shape, dtype: 'complex64' };
    },
    partsOf({ dataId, shape }) {
      const data = dataIdMap.get(dataId);
      if (!isComplex(data)) throw new TypeError(`tfjs-kernels: a complex64 tensor is needed, not ${data.dtype}`);
      const { real, imag } = data.parts;
      return { real: { ...real, shape }, imag: { ...imag, shape } };
    },
    release() {
      users--;
      settle();
    },
  };
  const enter = (): ComplexMemory => {
    users++;
    return memory;
  };
  memories.set(backend, enter);
  return enter();
}

const isComplex = (data: TensorData | undefined): data is ComplexData => data !== undefined && 'parts' in data;
