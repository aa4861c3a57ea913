import { random, type Tensor } from '@tensorpress/core';

/** A matrix without a pattern, elements between -1 and 1. */
export function noise(shape: readonly [number, number], seed: number): Tensor {
  const next = random(seed);
  return { dtype: 'f32', shape, data: Float32Array.from({ length: shape[0] * shape[1] }, () => 2 * next() - 1) };
}
