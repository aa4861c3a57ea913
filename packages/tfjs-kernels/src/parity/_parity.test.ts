import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { gradients } from '../gradients.ts';
import { isWasmBackend, memoryOf } from '../heap/wasm-backend.ts';
import { type Installation, install } from '../install.ts';
import { kernels } from '../kernels.ts';
import { rightCpu } from './_right-cpu.test.ts';

/** The two backends that are compared: cpu is the one that is right. */
export type BackendName = 'cpu' | 'wasm';

/** What is left of a tensor when its backend is gone from view. */
export interface Values {
  readonly shape: readonly number[];
  readonly dtype: tf.DataType;
  readonly data: ArrayLike<number>;
}

/** Readies both backends, with nothing installed, the cpu backend put right and the memory of wasm dirty. */
export async function backends(): Promise<void> {
  const wasm = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${dirname(wasm)}/`);
  for (const backend of ['cpu', 'wasm']) {
    if (!(await tf.setBackend(backend))) throw new Error(`no ${backend} backend`);
  }
  rightCpu();
  poisonMemory();
}

/** Runs on a backend. */
export async function on<T>(backend: BackendName, run: () => T | Promise<T>): Promise<T> {
  await tf.setBackend(backend);
  return run();
}

/** The values of a tensor. */
export const valuesOf = (tensor: tf.Tensor): Values => ({
  shape: tensor.shape,
  dtype: tensor.dtype,
  data: tensor.dataSync().slice(),
});

/** Pseudo-random numbers in ±1 of both signs, moved by `level`; the same for the same seed. */
export function noise(shape: readonly number[], seed: number, level = 0): Float32Array {
  let state = Math.imul(seed + 1, 0x9e3779b1);
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let bits = Math.imul(state ^ (state >>> 15), 1 | state);
    bits = (bits + Math.imul(bits ^ (bits >>> 7), 61 | bits)) ^ bits;
    return ((bits ^ (bits >>> 14)) >>> 0) / 2 ** 31 - 1 + level;
  };
  return Float32Array.from({ length: shape.reduce((size, length) => size * length, 1) }, next);
}

/** A float32 tensor of `noise`. */
export const noisy = (shape: readonly number[], seed: number, level = 0): tf.Tensor =>
  tf.tensor(noise(shape, seed, level), [...shape], 'float32');

/** Pseudo-random integers from 0 to `below - 1`. */
export const whole = (shape: readonly number[], below: number, seed: number): tf.Tensor =>
  tf.tensor(
    Int32Array.from(noise(shape, seed), (x) => Math.min(below - 1, Math.floor(((x + 1) / 2) * below))),
    [...shape],
    'int32',
  );

/** A tensor of four dimensions, as convolutions have it. */
export function four(x: tf.Tensor): tf.Tensor4D {
  if (!hasRank<tf.Tensor4D>(x, 4)) throw new Error(`4 dimensions, not ${x.rank}`);
  return x;
}

/** A tensor of five dimensions. */
export function five(x: tf.Tensor): tf.Tensor5D {
  if (!hasRank<tf.Tensor5D>(x, 5)) throw new Error(`5 dimensions, not ${x.rank}`);
  return x;
}

/** A tensor of one dimension. */
export function one(x: tf.Tensor): tf.Tensor1D {
  if (!hasRank<tf.Tensor1D>(x, 1)) throw new Error(`1 dimension, not ${x.rank}`);
  return x;
}

const hasRank = <T extends tf.Tensor>(x: tf.Tensor, rank: number): x is T => x.rank === rank;

const poisons = [Number.NaN, 1e30, -1e30];
const poison = Float32Array.from({ length: (1 << 16) + 3 }, (_, i) => poisons[i % 3]!);

/** Has all memory that is taken be full of NaN and huge numbers, so that whoever reads what it did not write is seen. */
function poisonMemory(): void {
  const { wasm, memory } = wasmBackend();
  // At its first call `_malloc` replaces itself.
  wasm._free(wasm._malloc(4));
  const { _malloc } = wasm;
  let turn = 0;
  Object.assign(wasm, {
    _malloc(bytes: number) {
      const at = _malloc(bytes);
      const taken = new Float32Array(memory.buffer, at >>> 0, bytes >> 2);
      turn = (turn + 1) % 3;
      if (taken.length < poison.length - 3) taken.set(poison.subarray(turn, turn + taken.length));
      else taken.fill(poisons[turn]!);
      return at;
    },
  });
}

function wasmBackend() {
  const backend = tf.engine().registry.wasm;
  const memory = isWasmBackend(backend) && memoryOf(backend);
  if (!memory) throw new Error('not the wasm backend of 4.22');
  return { wasm: backend.wasm, memory };
}

/** Bytes of the memory of the wasm backend. */
export const heapBytes = (): number => wasmBackend().memory.buffer.byteLength;

/** All that can leak: tensors, and data that a kernel took on the current backend without making a tensor of it. */
export const held = (): string => `${tf.memory().numTensors} tensors, ${tf.backend().numDataIds()} data`;

/** Where `actual` is not what was expected, compared with the largest number expected; undefined if nowhere. */
export function difference(actual: Values, expected: Values, tolerance: number): string | undefined {
  const { shape, dtype, data } = expected;
  if (String(actual.shape) !== String(shape)) return `shape [${actual.shape}], not [${shape}]`;
  if (actual.dtype !== dtype) return `dtype ${actual.dtype}, not ${dtype}`;
  const finite = Array.from(data).filter(Number.isFinite);
  const bound = tolerance * finite.reduce((most, x) => Math.max(most, Math.abs(x)), 1);
  for (let i = 0; i < data.length; i++) {
    const [is, should] = [actual.data[i]!, data[i]!];
    if (!Object.is(is, should) && is !== should && !(Math.abs(is - should) <= bound)) {
      return `${is} at ${i} of [${shape}], not ${should}`;
    }
  }
  return undefined;
}

/** Throws where named results differ between the backends. */
export function compare(
  actual: Readonly<Record<string, Values>>,
  expected: Readonly<Record<string, Values>>,
  tolerance = 2e-5,
): void {
  const names = Object.keys(expected);
  if (String(Object.keys(actual)) !== String(names)) throw new Error(`${Object.keys(actual)}, not ${names}`);
  const wrong = names.flatMap((name) => {
    const message = difference(actual[name]!, expected[name]!, tolerance);
    return message ? [`${name}: ${message}`] : [];
  });
  if (wrong.length > 0) throw new Error(wrong.join('\n'));
}

/** An operation on tensors that both backends make alike. */
export interface Trial {
  /** Makes the operands; the gradient is taken with respect to those that are float32. */
  operands(): readonly tf.Tensor[];
  run(...operands: readonly tf.Tensor[]): tf.Tensor;
  /** Whether it has a gradient; by default it has. */
  readonly gradient?: boolean;
  readonly tolerance?: number;
}

/**
 * Throws unless wasm gives what cpu gives, with the operands left as they were and nothing held afterwards: the result, and for
 * some dy of both signs the gradients.
 */
export async function agree(trial: Trial): Promise<void> {
  const attempt = () => {
    const before = held();
    const results: Record<string, Values> = {};
    tf.tidy(() => void Object.assign(results, outcome(trial)));
    if (held() !== before) throw new Error(`${tf.getBackend()} holds ${held()}, before ${before}`);
    return results;
  };
  const expected = await on('cpu', attempt);
  const actual = await on('wasm', attempt);
  compare(actual, expected, trial.tolerance);
}

function outcome({ operands, run, gradient = true }: Trial): Record<string, Values> {
  const given = operands();
  const results: Record<string, Values> = {};
  const y = run(...given);
  results.y = valuesOf(y);
  const floats = given.filter(({ dtype }) => dtype === 'float32');
  if (gradient) {
    const dy = noisy(y.shape, 99);
    const ofFloats = (...xs: tf.Tensor[]) => run(...given.map((x) => xs[floats.indexOf(x)] ?? x));
    for (const [i, dx] of tf.grads(ofFloats)(floats, dy).entries()) results[`d${i}`] = valuesOf(dx);
  }
  for (const [i, x] of given.entries()) results[`operand ${i}`] = valuesOf(x);
  return results;
}

/** Which kernels and gradients of this package have done something. */
export interface Witness {
  readonly installation: Installation;
  /** Kernels that did something else than to pass everything on to the stock kernel. */
  readonly kernels: ReadonlySet<string>;
  readonly gradients: ReadonlySet<string>;
}

/** Installs with an eye on every kernel and gradient. */
export async function watched(): Promise<Witness> {
  const ran = new Set<string>();
  const derived = new Set<string>();
  const passedOn = new WeakSet<object>();
  const wrap = (kernelName: string, around: (kernelFunc: tf.KernelFunc) => tf.KernelFunc) => {
    const config: tf.KernelConfig | undefined = tf.getKernel(kernelName, 'wasm');
    if (!config) return;
    tf.unregisterKernel(kernelName, 'wasm');
    tf.registerKernel({ ...config, kernelFunc: around(config.kernelFunc) });
  };
  for (const { kernelName } of kernels) {
    wrap(kernelName, (kernelFunc) => (params) => {
      passedOn.add(params);
      return kernelFunc(params);
    });
  }
  const installation = await install(tf);
  for (const { kernelName } of kernels) {
    wrap(kernelName, (kernelFunc) => (params) => {
      const result = kernelFunc(params);
      if (!passedOn.has(params)) ran.add(kernelName);
      return result;
    });
  }
  for (const { kernelName } of gradients) {
    const config = tf.getGradient(kernelName);
    tf.unregisterGradient(kernelName);
    const gradFunc: tf.GradFunc = (...given) => {
      derived.add(kernelName);
      return config.gradFunc(...given);
    };
    tf.registerGradient({ ...config, gradFunc });
  }
  return { installation, kernels: ran, gradients: derived };
}
