/**
 * Unsigned integers that order as single-precision numbers do: the bit patterns of these, with the sign bit of positive ones
 * flipped and all bits of negative ones.
 */
export function keysOf(values: Float32Array): Uint32Array<ArrayBuffer> {
  const patterns = new Int32Array(values.buffer, values.byteOffset, values.length);
  const keys = new Uint32Array(values.length);
  for (let i = 0; i < keys.length; i++) keys[i] = patterns[i]! ^ ((patterns[i]! >> 31) | 0x80000000);
  return keys;
}

/** The numbers that such integers stand for. */
export function valuesOf(keys: Uint32Array): Float32Array<ArrayBuffer> {
  const patterns = new Int32Array(keys.length);
  for (let i = 0; i < keys.length; i++) patterns[i] = keys[i]! ^ ((~keys[i]! >> 31) | 0x80000000);
  return new Float32Array(patterns.buffer);
}
