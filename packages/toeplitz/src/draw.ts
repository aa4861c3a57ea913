import { normals, randomFor, rootMeanSquare } from '@tensorpress/core';
import type { Form } from './form.ts';

/** The values of both parts. */
export interface Parts {
  readonly g: Float32Array;
  readonly h: Float32Array;
}

/**
 * Random generators, normally distributed, of a weight with the mean square of the one given, and operators that are Z₁ and Z₋₁ as yet.
 * The variance of g times that of h is the mean square that this takes, size·rank times less. They depend on the weight and the
 * seed, so that no two layers begin alike.
 */
export function draw(weight: Float32Array, { size, rank, bands }: Form, seed: number): Parts {
  const next = randomFor(weight, seed);
  const deviation = Math.sqrt(rootMeanSquare(weight) / Math.sqrt(size * rank));
  const part = () => {
    const data = new Float32Array((rank + bands) * size);
    data.set(normals(rank * size, deviation, next));
    return data;
  };
  return { g: part(), h: part() };
}
