/** What a code stands for: 0 is zero; 2k + 1 is 2^−k, and 2k + 2 is −2^−k. */
export const powerOf = (code: number): number => {
  if (code === 0) return 0;
  const power = 2 ** -((code - 1) >> 1);
  return code % 2 === 1 ? power : -power;
};

/**
 * The codes of `bits` bits (2 to 7) nearest to some numbers that are first divided by the largest magnitude among them, and the
 * scale at which the powers of these codes come nearest to the numbers in squared error; NaN where all of them are zero.
 * @see Miyashita, Lee, Murmann, "Convolutional Neural Networks using Logarithmic Data Representation", 2016, section 3.
 */
export function nearestPowers(data: Float32Array, bits: number): { codes: Uint8Array; scale: number } {
  const greatest = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const exponents = 2 ** (bits - 1) - 1;
  const codes = Uint8Array.from(data, (value) => {
    const magnitude = Math.abs(value) / greatest;
    if (magnitude < 2 ** -exponents) return 0;
    // The nearer of two powers changes at their mean, which is 3/4 of the larger.
    const exponent = Math.min(exponents - 1, -Math.floor(Math.log2(magnitude / 0.75)));
    return 2 * exponent + (value < 0 ? 2 : 1);
  });
  let product = 0;
  let square = 0;
  for (const [i, code] of codes.entries()) {
    const power = powerOf(code);
    product += power * data[i]!;
    square += power ** 2;
  }
  return { codes, scale: Math.fround(product / square) };
}
