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
  const toCode = encoder(tensor);
  const fromCode = decoder(tensor);
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
  const data = new arrays[dtype](size);
  const last = bits > 16 ? takeWide(bytes, bits, data) : take(bytes, bits, data);
  if (last) throw new RangeError('padding bits must be zero');
  if (dtype === 'f32') {
    const fromCode = decoder(info);
    for (let i = 0; i < size; i++) data[i] = fromCode(data[i]!);
  }
  return data;
}

/** Fills an array with codes of up to 16 bits; gives the bits that are left in the last byte. */
function take(bytes: Uint8Array, bits: number, codes: { readonly length: number; [i: number]: number }): number {
  const mask = 2 ** bits - 1;
  let at = 0;
  let held = 0;
  let count = 0;
  for (let i = 0; i < codes.length; i++) {
    for (; count < bits; count += 8) held |= bytes[at++]! << count;
    codes[i] = held & mask;
    held >>>= bits;
    count -= bits;
  }
  return held;
}

/** The same for more than 16 bits, which integers of 32 have no room for. */
function takeWide(bytes: Uint8Array, bits: number, codes: { readonly length: number; [i: number]: number }): number {
  let at = 0;
  let held = 0;
  let count = 0;
  for (let i = 0; i < codes.length; i++) {
    for (; count < bits; count += 8) held += bytes[at++]! * 2 ** count;
    const code = held % 2 ** bits;
    codes[i] = code;
    held = (held - code) / 2 ** bits;
    count -= bits;
  }
  return held;
}

/** Whether `bits` and `grid` are ones that such a tensor may have. */
export function packable({ dtype, bits, grid }: TensorInfo): boolean {
  if (bits === undefined) return grid === undefined;
  if (!(Number.isInteger(bits) && bits > 0 && bits < widthOf(dtype))) return false;
  if (dtype !== 'f32') return dtype[0] === 'u' && grid === undefined;
  if (grid === undefined) return bits === 16;
  return Array.isArray(grid) && bits <= 16 && grid.length === 2 && grid[0] > 0 && grid.every(Number.isFinite);
}

/** Gives the code of a value. */
function encoder({ dtype, grid }: TensorInfo): (value: number) => number {
  if (dtype !== 'f32') return (value) => value;
  if (!grid) return toHalf;
  const [scale, min] = grid;
  return (value) => Math.round((value - min) / scale);
}

/** Gives the value of a code. */
function decoder({ dtype, shape, bits = 0, grid }: TensorInfo): (code: number) => number {
  if (dtype !== 'f32') return (code) => code;
  const [scale, min] = grid ?? [1, 0];
  const floatOf = grid ? (code: number) => Math.fround(code * scale + min) : fromHalf;
  if (sizeOf(shape) < 2 ** bits) return floatOf;
  const values = Float32Array.from({ length: 2 ** bits }, (_, code) => floatOf(code));
  return (code) => values[code]!;
}
