/** The element types that a tensor may have, each with the typed array that holds it. */
export interface DTypes {
  f32: Float32Array;
  i32: Int32Array;
  i16: Int16Array;
  i8: Int8Array;
  u32: Uint32Array;
  u16: Uint16Array;
  u8: Uint8Array;
}

/** The name of an element type. */
export type DType = keyof DTypes;

/** What is known of a tensor before its values are. */
export interface TensorInfo<D extends DType = DType> {
  readonly dtype: D;
  /** Row-major; `[]` is a scalar. */
  readonly shape: readonly number[];
  /**
   * Bits that each value takes in a file, where that is less than the width of its type. Unsigned integers are then below
   * 2^bits; an f32 is then a half-precision number (16 bits) or a point of `grid`.
   */
  readonly bits?: number;
  /** `[scale, min]` of an f32 tensor whose values are all `fround(code × scale + min)` for a code of `bits` bits. */
  readonly grid?: readonly [scale: number, min: number];
}

/** A dense, row-major tensor. */
export interface Tensor<D extends DType = DType> extends TensorInfo<D> {
  readonly data: DTypes[D];
}

type Constructors = {
  readonly [D in DType]: {
    new (length: number): DTypes[D];
    new (buffer: ArrayBufferLike, byteOffset: number, length: number): DTypes[D];
    readonly BYTES_PER_ELEMENT: number;
  };
};

/** The typed array constructor of each element type. */
export const arrays: Constructors = {
  f32: Float32Array,
  i32: Int32Array,
  i16: Int16Array,
  i8: Int8Array,
  u32: Uint32Array,
  u16: Uint16Array,
  u8: Uint8Array,
};

/** The number of elements of a shape. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1);

/** How many rows and columns the matrix of a shape has: its last axis is columns, all others, joined, are rows. */
export const sidesOf = (shape: readonly number[]): readonly [m: number, n: number] => [
  sizeOf(shape.slice(0, -1)),
  shape.at(-1) ?? 1,
];

/** The root of the mean of the squares. */
export function rootMeanSquare(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value ** 2;
  return Math.sqrt(sum / values.length);
}

/** Bits of one value in memory. */
export const widthOf = (dtype: DType): number => arrays[dtype].BYTES_PER_ELEMENT * 8;

/** Bytes that the values of such a tensor take in a file. */
export const bytesOf = ({ dtype, shape, bits = widthOf(dtype) }: TensorInfo): number =>
  Math.ceil((sizeOf(shape) * bits) / 8);

/** Whether a tensor holds values of this type. */
export const isOf = <D extends DType>(tensor: Tensor, dtype: D): tensor is Tensor<D> => tensor.dtype === dtype;
