import { normal } from '@tensorpress/core';

/** Normal numbers, of which the mean of the squares is exactly as given. */
export function normals(length: number, meanSquare: number, next: () => number): Float64Array {
  const values = new Float64Array(length);
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const value = normal(next);
    values[i] = value;
    sum += value ** 2;
  }
  const factor = Math.sqrt((meanSquare * length) / sum);
  return values.map((value) => value * factor);
}
