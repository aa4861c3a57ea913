import { normals, randomFor, rootMeanSquare } from '@tensorpress/core';

/**
 * As many random numbers, normally distributed, with the mean square of the weight given. They depend on the weight and the seed, so
 * that no two layers begin alike.
 */
export function draw(weight: Float32Array, length: number, seed: number): Float32Array {
  return normals(length, rootMeanSquare(weight), randomFor(weight, seed));
}
