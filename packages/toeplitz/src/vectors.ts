import type { Numbers } from './diagonals.ts';

/** The inner product of two vectors. */
export function dot(a: Numbers, b: Numbers): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** A vector, plus another one times a factor. */
export function plus(a: Numbers, b: Numbers, factor: number): Float64Array<ArrayBuffer> {
  const sum = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) sum[i] = a[i]! + factor * b[i]!;
  return sum;
}
