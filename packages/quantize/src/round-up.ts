import { fromHalf, toHalf } from '@tensorpress/core';

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The least f32 that is no less than a positive number. */
export function roundUp(value: number): number {
  float[0] = value;
  if (float[0] < value) word[0]!++;
  return float[0];
}

/** The least half-precision number that is no less than a positive number. */
export function roundUpToHalf(value: number): number {
  const code = toHalf(value);
  return fromHalf(fromHalf(code) < value ? code + 1 : code);
}

/** Whether half precision has a number within 2^-10 of this positive one, as it has from 2^-14 to 65504. */
export const nearHalf = (value: number): boolean => value >= 2 ** -14 && value <= 65504;
