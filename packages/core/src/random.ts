import { rootMeanSquare } from './tensor.ts';

/**
 * A source of numbers in [0, 1) that depends on the seed alone.
 * @see Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, in its 32-bit form.
 */
export function random(seed = 0): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
}

/** A source of numbers that depends on a weight and the seed, so that no two layers begin alike. */
export const randomFor = ({ buffer, byteOffset, length }: Float32Array, seed = 0): (() => number) =>
  random(new Uint32Array(buffer, byteOffset, length).reduce((hash, word) => Math.imul(hash ^ word, 0x9e3779b1), seed));

/**
 * A normally distributed number, of mean 0 and variance 1, of two numbers in [0, 1).
 * @see Box, Muller, "A note on the generation of random normal deviates", Annals of Mathematical Statistics 29, 1958
 */
export const normal = (next: () => number): number =>
  Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());

/** Normally distributed numbers whose root mean square is exactly the one given. */
export function normals(length: number, deviation: number, next: () => number): Float32Array {
  const draws = Float32Array.from({ length }, () => normal(next));
  const scale = deviation / rootMeanSquare(draws);
  return draws.map((value) => value * scale);
}
