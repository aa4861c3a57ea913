import { createRegistry, decode, type Model, type Registry, random, type Tensor } from '@tensorpress/core';
import { kmeansShare } from '@tensorpress/kmeans-share';
import { svd } from '@tensorpress/svd';

/** The codecs of these tests. */
export const codecs: Registry = createRegistry({ 'kmeans-share': async () => kmeansShare, svd: async () => svd });

/** A matrix whose singular values fall as powers of `decay`. */
export function matrix(m: number, n: number, decay: number, seed: number): Tensor<'f32'> {
  const next = random(seed);
  const data = new Float32Array(m * n);
  for (let r = 0; r < Math.min(m, n); r++) {
    const u = Float32Array.from({ length: m }, () => next() - 0.5);
    const v = Float32Array.from({ length: n }, () => next() - 0.5);
    for (let i = 0; i < m; i++) for (let j = 0; j < n; j++) data[i * n + j]! += decay ** r * u[i]! * v[j]!;
  }
  return { dtype: 'f32', shape: [m, n], data };
}

/** A recurrent layer and a dense one. */
export const model: Model = {
  weights: {
    'gru/kernel': matrix(24, 36, 0.6, 1),
    'gru/recurrent_kernel': matrix(20, 36, 0.8, 2),
    'gru/bias': matrix(1, 36, 1, 3),
    'dense/kernel': matrix(30, 20, 0.7, 4),
  },
  topology: { layers: ['gru', 'dense'] },
};

/** Of what a metric on data would be made: 1 − Σ weight × relative squared error of each weight. */
export async function merit(
  tuned: Model,
  of: Model = model,
  weight: (i: number) => number = (i) => 1 + i,
): Promise<number> {
  let result = 1;
  for (const [i, name] of Object.keys(of.weights).entries()) {
    const from = (await decode(of.weights[name]!, codecs)).data;
    const to = (await decode(tuned.weights[name]!, codecs)).data;
    let error = 0;
    let norm = 0;
    for (const [k, value] of from.entries()) {
      error += (value - to[k]!) ** 2;
      norm += value ** 2;
    }
    result -= (weight(i) * error) / norm;
  }
  return result;
}
