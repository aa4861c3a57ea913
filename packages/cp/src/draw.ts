import { normal, randomFor } from '@tensorpress/core';
import { balanced, type Factors } from './factors.ts';
import type { Layout } from './layout.ts';

/**
 * Random components of a kernel that has the norm of the one given. They depend on that and on the seed, so that no two layers begin
 * alike. The vectors of a component are of one norm.
 */
export async function draw(
  kernel: Float32Array,
  { axes, inputs, outputs, rank }: Layout,
  seed: number,
): Promise<Factors> {
  const { symmetricProduct } = await import('@tensorpress/linalg');
  const next = randomFor(kernel, seed);
  const sizes = [...axes, inputs, outputs];
  const drawn = (m: number) => ({ data: Float64Array.from({ length: m * rank }, () => normal(next)), m, n: rank });
  const factors = balanced(sizes.map(drawn));
  const grams = await Promise.all(factors.map(async (factor) => (await symmetricProduct(factor)).data));
  let square = 0;
  for (let at = 0; at < rank * rank; at++) square += grams.reduce((product, gram) => product * gram[at]!, 1);
  let norm = 0;
  for (const value of kernel) norm += value ** 2;
  return balanced(factors, Math.sqrt(norm / square));
}
