/**
 * A source of numbers in [0, 1) that depends on the seed alone.
 * @see Steele, Lea, Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014, in its 32-bit form.
 */
export function random(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let z = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return ((z ^ (z >>> 15)) >>> 0) / 2 ** 32;
  };
}
