import { fromHalf, toHalf } from './half.ts';
import { arrays, bytesOf, type DType, type DTypes, sizeOf, type Tensor, type TensorInfo, widthOf } from './tensor.ts';

/**
 * The bytes of a tensor in a file: little-endian, or codes of `bits` bits, lowest bit first.
 * @throws RangeError if values do not fit what the tensor's `shape`, `bits` and `grid` say.
 */
export function pack(tensor: Tensor): Uint8Array<ArrayBuffer> {
  const { dtype, shape, data, bits } = tensor;
  if (data.length !== sizeOf(shape)) throw new RangeError(`there are ${data.length} values for the shape [${shape}]`);
  const bytes = new Uint8Array(bytesOf(tensor));
  if (bits === undefined) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    return bytes;
  }
  const { toCode, fromCode } = coding(tensor);
  const limit = 2 ** bits;
  let at = 0;
  let held = 0;
  let count = 0;
  const put = (value: number, width: number) => {
    held |= value << count;
    for (count += width; count >= 8; count -= 8) {
      bytes[at++] = held;
      held >>>= 8;
    }
  };
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    const code = toCode(value);
    if (!(code >= 0 && code < limit && Object.is(fromCode(code), value)))
      throw new RangeError(`${value} is not a value that ${bits} bits of ${dtype} can hold here`);
    if (bits > 16) put(code & 0xffff, 16);
    put(bits > 16 ? code >>> 16 : code, bits > 16 ? bits - 16 : bits);
  }
  if (count > 0) bytes[at] = held;
  return bytes;
}

/**
 * The values that `pack` wrote; the bytes are taken over, not copied, where that can be.
 * @throws RangeError if bits that belong to no value are not zero.
 */
export function unpack<D extends DType>(info: TensorInfo<D>, bytes: Uint8Array<ArrayBuffer>): DTypes[D] {
  const { dtype, shape, bits } = info;
  const size = sizeOf(shape);
  if (bits === undefined) return new arrays[dtype](bytes.buffer, bytes.byteOffset, size);
  const { fromCode } = coding(info);
  const data = new arrays[dtype](size);
  let at = 0;
  let held = 0;
  let count = 0;
  const take = (width: number) => {
    for (; count < width; count += 8) held |= bytes[at++]! << count;
    const value = held & ((1 << width) - 1);
    held >>>= width;
    count -= width;
    return value;
  };
  for (let i = 0; i < size; i++) data[i] = fromCode(bits > 16 ? take(16) + take(bits - 16) * 65536 : take(bits));
  if (held) throw new RangeError('padding bits must be zero');
  return data;
}

/** Whether `bits` and `grid` are ones that such a tensor may have. */
export function packable({ dtype, bits, grid }: TensorInfo): boolean {
  if (bits === undefined) return grid === undefined;
  if (!(Number.isInteger(bits) && bits > 0 && bits < widthOf(dtype))) return false;
  if (dtype !== 'f32') return dtype[0] === 'u' && grid === undefined;
  if (grid === undefined) return bits === 16;
  return Array.isArray(grid) && bits <= 16 && grid.length === 2 && grid[0] > 0 && grid.every(Number.isFinite);
}

function coding({ dtype, shape, bits = 0, grid }: TensorInfo): Coding {
  if (dtype !== 'f32') return { toCode: (value) => value, fromCode: (code) => code };
  const [scale, min] = grid ?? [1, 0];
  const toCode = grid ? (value: number) => Math.round((value - min) / scale) : toHalf;
  const fromCode = grid ? (code: number) => Math.fround(code * scale + min) : fromHalf;
  if (sizeOf(shape) < 2 ** bits) return { toCode, fromCode };
  const values = Float32Array.from({ length: 2 ** bits }, (_, code) => fromCode(code));
  return { toCode, fromCode: (code) => values[code]! };
}

interface Coding {
  toCode(value: number): number;
  fromCode(code: number): number;
}
