import type {
  DataType,
  KernelBackend,
  KernelConfig,
  NamedAttrMap,
  NamedTensorInfoMap,
  TensorInfo,
} from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.ts';
import { trialShapeOf } from './trial-shape-of.ts';

/** A backend whose tensors have shapes and no numbers, and which tells what kernels it runs. */
export interface TrialBackend {
  readonly backendName: string;
  /** Takes the backend and its kernels out again. */
  remove(): void;
}

const backendName = 'tensorpress-trial';

/**
 * Registers a backend on which a training step takes hardly any time or memory: costly kernels say the shape of their result, all
 * others run on the cpu backend with zeros in place of their operands. The numbers of tensors of other backends are never read.
 */
export function trialBackend(
  tf: TensorFlow,
  onKernel: (kernelName: string, inputs: NamedTensorInfoMap, attrs?: NamedAttrMap) => void,
): TrialBackend {
  const cpu: unknown = tf.findBackend('cpu');
  if (!isCpuBackend(cpu)) throw new TypeError('capabilities: the cpu backend of @tensorflow/tfjs 4.22 is needed');
  // It would greet the user of the other backend.
  Reflect.set(cpu, 'firstUse', false);
  const references = new Map<object, { count: number; size: number; dtype: DataType }>();
  const make = (shape: readonly number[], dtype: DataType): TensorInfo => {
    const dataId = {};
    references.set(dataId, { count: 1, size: tf.util.sizeFromShape([...shape]), dtype });
    return { dataId, shape: [...shape], dtype };
  };
  // Layers do the same over and over, and recurrent ones at every step.
  const results = new Map<string, TensorInfo | TensorInfo[]>();
  const again = ({ shape, dtype }: TensorInfo): TensorInfo => make(shape, dtype);
  const readSync = (dataId: object) => {
    const { size = 0, dtype = 'float32' } = references.get(dataId) ?? {};
    return dtype === 'complex64' ? new Float32Array(2 * size) : zerosOf(size, dtype);
  };
  const backend: Partial<KernelBackend> = {
    write: (_, shape, dtype) => make(shape, dtype).dataId,
    move: (dataId, _, shape, dtype, count) => {
      references.set(dataId, { count, size: tf.util.sizeFromShape(shape), dtype });
    },
    readSync,
    read: async (dataId) => readSync(dataId),
    incRef(dataId) {
      const reference = references.get(dataId);
      if (reference) reference.count++;
    },
    refCount: (dataId) => references.get(dataId)?.count ?? 0,
    disposeData(dataId) {
      const reference = references.get(dataId);
      if (reference && --reference.count > 0) return false;
      references.delete(dataId);
      return true;
    },
    numDataIds: () => references.size,
    memory: () => ({ unreliable: true }),
    floatPrecision: () => 32,
    dispose() {},
  };
  const kernels = tf.getKernelsForBackend('cpu').map(
    ({ kernelName, kernelFunc }): KernelConfig => ({
      kernelName,
      backendName,
      kernelFunc({ inputs, attrs }) {
        const given = Object.values(inputs).flatMap((x) => (x ? [x] : []));
        onKernel(kernelName, inputs, attrs);
        const shape = trialShapeOf(tf, kernelName, inputs, attrs);
        if (shape) return make(shape.shape, shape.dtype);
        const call = JSON.stringify([
          kernelName,
          Object.entries(inputs).map(([name, x]) => [name, x?.shape, x?.dtype]),
          attrs,
        ]);
        const known = results.get(call);
        if (known) return Array.isArray(known) ? known.map(again) : again(known);
        const zeros = given.map((x) => tf.engine().makeTensorFromTensorInfo(zerosOn(tf, cpu, x), cpu));
        const named = Object.entries(inputs).map(([name, x]) => [name, x && zeros[given.indexOf(x)]] as const);
        const operands: NamedTensorInfoMap = Array.isArray(inputs)
          ? Object.assign([], Object.fromEntries(named))
          : Object.fromEntries(named);
        const outputs = kernelFunc({ inputs: operands, backend: cpu, ...(attrs && { attrs }) });
        results.set(call, outputs);
        for (const info of [outputs, zeros].flat()) {
          if (info instanceof tf.Tensor) info.dispose();
          else cpu.disposeData(info.dataId);
        }
        return Array.isArray(outputs) ? outputs.map(again) : again(outputs);
      },
    }),
  );
  for (const kernel of kernels) tf.registerKernel(kernel);
  tf.registerBackend(backendName, () => Object.assign(new tf.KernelBackend(), backend), 0);
  return {
    backendName,
    remove() {
      tf.removeBackend(backendName);
      for (const { kernelName } of kernels) tf.unregisterKernel(kernelName, backendName);
    },
  };
}

interface CpuBackend extends KernelBackend {
  makeTensorInfo(shape: readonly number[], dtype: DataType, values?: ArrayLike<number>): TensorInfo;
}

const isCpuBackend = (backend: unknown): backend is CpuBackend =>
  typeof backend === 'object' && backend !== null && 'makeTensorInfo' in backend;

function zerosOn(tf: TensorFlow, cpu: CpuBackend, { shape, dtype }: TensorInfo): TensorInfo {
  const zeros = (type: DataType) => cpu.makeTensorInfo(shape, type, zerosOf(tf.util.sizeFromShape(shape), type));
  if (dtype !== 'complex64') return zeros(dtype);
  const [real, imag] = [zeros('float32'), zeros('float32')];
  const complex = tf.getKernel('Complex', 'cpu').kernelFunc({ inputs: { real, imag }, backend: cpu });
  cpu.disposeData(real.dataId);
  cpu.disposeData(imag.dataId);
  return [complex].flat()[0]!;
}

function zerosOf(size: number, dtype: DataType): Float32Array | Int32Array | Uint8Array {
  if (dtype === 'int32') return new Int32Array(size);
  return dtype === 'bool' ? new Uint8Array(size) : new Float32Array(size);
}
