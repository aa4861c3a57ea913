import { normal, randomFor } from '@tensorpress/core';
import type { Decomposition } from './decompose.ts';
import type { KernelSides } from './kernel-sides.ts';
import type { Ranks } from './ranks.ts';

/**
 * A random decomposition of a kernel that has the norm of the one given. It depends on that and on the seed, so that no two layers
 * begin alike.
 */
export async function draw(
  kernel: Float32Array,
  { places, inputs, outputs }: KernelSides,
  [r, s]: Ranks,
  seed: number,
): Promise<Decomposition> {
  const { qr } = await import('@tensorpress/linalg');
  const next = randomFor(kernel, seed);
  const normals = (length: number) => Float64Array.from({ length }, () => normal(next));
  const orthonormal = async (m: number, n: number) => (await qr({ data: normals(m * n), m, n })).q.data;
  const [u, columns] = [await orthonormal(inputs, r), await orthonormal(outputs, s)];
  const core = normals(places * r * s);
  const norm = normOf(kernel);
  const scale = norm / normOf(core);
  return {
    u: Float32Array.from(u),
    core: Float32Array.from(core, (value) => value * scale),
    v: Float32Array.from(columns, (_, at) => columns[(at % outputs) * s + Math.floor(at / outputs)]!),
    ranks: [r, s],
    norm,
  };
}

const normOf = (values: Float32Array | Float64Array): number => {
  let sum = 0;
  for (const value of values) sum += value ** 2;
  return Math.sqrt(sum);
};
