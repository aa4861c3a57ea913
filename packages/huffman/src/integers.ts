/** An array of integers of any width. */
export type Integers = Uint8Array | Uint16Array | Uint32Array | Int8Array | Int16Array | Int32Array;

/** Whether such an array holds negative numbers too. */
export const isSigned = (data: Integers): boolean =>
  data instanceof Int8Array || data instanceof Int16Array || data instanceof Int32Array;

/** The same memory as single bytes. */
export const bytesOfMemory = (data: Integers): Uint8Array =>
  new Uint8Array(data.buffer, data.byteOffset, data.byteLength);

/** Empty arrays for the high and the low halves of some integers of 16 or 32 bits; the high halves carry the sign. */
export function emptyHalves(data: Integers): { high: Integers; low: Uint8Array | Uint16Array } {
  const size = data.length;
  if (data.BYTES_PER_ELEMENT === 2) {
    return { high: isSigned(data) ? new Int8Array(size) : new Uint8Array(size), low: new Uint8Array(size) };
  }
  return { high: isSigned(data) ? new Int16Array(size) : new Uint16Array(size), low: new Uint16Array(size) };
}

/** The least and the greatest integer that such an array can hold. */
export function rangeOf(data: Integers): { readonly min: number; readonly max: number } {
  const size = 2 ** (data.BYTES_PER_ELEMENT * 8);
  return isSigned(data) ? { min: -size / 2, max: size / 2 - 1 } : { min: 0, max: size - 1 };
}
