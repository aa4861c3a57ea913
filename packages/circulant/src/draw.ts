import { normal, random, rootMeanSquare } from '@tensorpress/core';

/**
 * As many random numbers, normally distributed, with the mean square of the weight given. They depend on the weight and the seed, so
 * that no two layers begin alike.
 */
export function draw(weight: Float32Array, length: number, seed: number): Float32Array {
  const words = new Uint32Array(weight.buffer, weight.byteOffset, weight.length);
  const next = random(words.reduce((hash, word) => Math.imul(hash ^ word, 0x9e3779b1), seed));
  const draws = Float32Array.from({ length }, () => normal(next));
  const scale = rootMeanSquare(weight) / rootMeanSquare(draws);
  return draws.map((value) => value * scale);
}
