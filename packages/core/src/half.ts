const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The IEEE half-precision code (16 bits) nearest to an f32 number, ties to even; too large a number gives infinity. */
export function toHalf(value: number): number {
  float[0] = value;
  const bits = word[0]!;
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00;
  if (magnitude >= 0x477ff000) return sign | 0x7c00;
  if (magnitude < 0x38800000) {
    // Subnormal halves are multiples of 2^-24, and adding 0.5 puts that step at the last bit of an f32 fraction.
    float[0] = Math.abs(value) + 0.5;
    return sign | (word[0]! - 0x3f000000);
  }
  return sign | ((magnitude - 0x38000000 + 0xfff + ((magnitude >>> 13) & 1)) >>> 13);
}

/** The number that an IEEE half-precision code stands for. */
export function fromHalf(code: number): number {
  const exponent = (code >> 10) & 31;
  const fraction = code & 1023;
  const magnitude =
    exponent === 31
      ? fraction
        ? Number.NaN
        : Number.POSITIVE_INFINITY
      : exponent
        ? 2 ** (exponent - 25) * (1024 + fraction)
        : 2 ** -24 * fraction;
  return code & 0x8000 ? -magnitude : magnitude;
}
