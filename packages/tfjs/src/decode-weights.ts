import type { io } from '@tensorflow/tfjs';
import { fromHalf, sizeOf, type Tensor } from '@tensorpress/core';
import { ModelError } from './model-error.ts';

/** The weights of a manifest, and the shapes of those that hold strings. */
export interface DecodedWeights {
  readonly weights: Readonly<Record<string, Tensor>>;
  readonly strings: Readonly<Record<string, readonly number[]>>;
}

type Bytes = Uint8Array<ArrayBuffer>;
type Quantization = NonNullable<io.WeightsManifestEntry['quantization']>;

const WIDTHS = { float32: 4, int32: 4, bool: 1, uint8: 1, uint16: 2, float16: 2 } as const;
const isWidth = (name: string): name is keyof typeof WIDTHS => Object.hasOwn(WIDTHS, name);

/**
 * Weights as tensors, from the bytes that the entries of a manifest describe one after the other. Quantised ones come out as
 * TensorFlow.js computes them, marked so that they take no more bytes than before; strings as the bytes they are stored in.
 * @throws ModelError if bytes are missing or an entry is not one that TensorFlow.js knows.
 */
export function decodeWeights(entries: readonly io.WeightsManifestEntry[], bytes: Bytes): DecodedWeights {
  const weights: [string, Tensor][] = [];
  const strings: [string, readonly number[]][] = [];
  let at = 0;
  for (const entry of entries) {
    const { name, shape, dtype } = entry;
    const length = dtype === 'string' ? stringsLength(entry, bytes, at) : sizeOf(shape) * widthOf(entry);
    if (!(at + length <= bytes.length)) {
      throw new ModelError(`${name}: its data ends at byte ${at + length}, but there are only ${bytes.length}: ${CUT}`);
    }
    weights.push([name, decodeWeight(entry, bytes.slice(at, at + length))]);
    if (dtype === 'string') strings.push([name, shape]);
    at += length;
  }
  return { weights: Object.fromEntries(weights), strings: Object.fromEntries(strings) };
}

const CUT = 'a file of weights is missing or cut off';

function widthOf({ name, dtype, quantization }: io.WeightsManifestEntry): number {
  const stored = quantization?.dtype ?? dtype;
  if (dtype === 'complex64') throw new ModelError(`${name}: complex64 weights are not supported`);
  if (!isWidth(stored)) throw new ModelError(`${name}: ${stored} is not an element type of TensorFlow.js weights`);
  return WIDTHS[stored];
}

/**
 * Bytes that some strings take, from where they start. Each is preceded by its length, as 32 bits.
 * @throws ModelError if they end before the last string.
 */
export function stringsLength(
  { name, shape }: Pick<io.WeightsManifestEntry, 'name' | 'shape'>,
  bytes: Uint8Array,
  start: number,
): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  for (let i = 0; i < sizeOf(shape); i++) {
    if (at + 4 > bytes.length) throw new ModelError(`${name}: its strings end too early: ${CUT}`);
    at += 4 + view.getUint32(at, true);
  }
  return at - start;
}

function decodeWeight({ name, shape, dtype, quantization }: io.WeightsManifestEntry, bytes: Bytes): Tensor {
  if (quantization) return dequantize(name, shape, dtype, quantization, bytes);
  if (dtype === 'float32') return { dtype: 'f32', shape, data: new Float32Array(bytes.buffer) };
  if (dtype === 'int32') return { dtype: 'i32', shape, data: new Int32Array(bytes.buffer) };
  if (dtype === 'string') return { dtype: 'u8', shape: [bytes.length], data: bytes };
  return { dtype: 'u8', shape, data: bytes, ...(bytes.every((value) => value < 2) && { bits: 1 }) };
}

function dequantize(
  name: string,
  shape: readonly number[],
  dtype: string,
  { dtype: stored, scale, min }: Quantization,
  bytes: Bytes,
): Tensor {
  const codes = stored === 'uint8' ? bytes : new Uint16Array(bytes.buffer);
  if (stored === 'float16' && dtype === 'float32') {
    const data = new Float32Array(codes.length);
    for (let i = 0; i < data.length; i++) data[i] = fromHalf(codes[i]!);
    return { dtype: 'f32', shape, bits: 16, data };
  }
  if (stored === 'float16' || scale === undefined || min === undefined || (dtype !== 'float32' && dtype !== 'int32')) {
    throw new ModelError(`${name}: ${stored} codes of ${dtype} weights must have a scale and a minimum`);
  }
  if (dtype === 'int32') {
    const data = new Int32Array(codes.length);
    for (let i = 0; i < data.length; i++) data[i] = Math.round(codes[i]! * scale + min);
    return { dtype: 'i32', shape, data };
  }
  const data = new Float32Array(codes.length);
  let largest = 1;
  for (let i = 0; i < data.length; i++) {
    const code = codes[i]!;
    data[i] = code * scale + min;
    if (code > largest) largest = code;
  }
  const bits = 32 - Math.clz32(largest);
  // JSON has no -0, and it makes no difference here.
  return { dtype: 'f32', shape, data, ...(isGrid(scale, min, largest) && { bits, grid: [scale, min + 0] as const }) };
}

/** Whether each code up to the largest is found again from the value that it stands for. */
function isGrid(scale: number, min: number, largest: number): boolean {
  if (!(scale > 0)) return false;
  for (let code = 0; code <= largest; code++) {
    const value = Math.fround(code * scale + min);
    const found = Math.round((value - min) / scale);
    if (!(found >= 0 && found <= largest && Object.is(Math.fround(found * scale + min), value))) return false;
  }
  return true;
}
