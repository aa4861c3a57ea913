import { normal, random } from '@tensorpress/core';
import { matMul, symmetricProduct } from '@tensorpress/linalg';
import test from 'ava';
import { inverse } from './inverse.ts';

test('the inverse times the matrix with its ridge is the identity', async (t) => {
  for (const [m, n] of [
    [3, 1],
    [3, 7],
    [60, 48],
    [10, 49],
    [300, 210],
  ] as const) {
    const next = random(n);
    const { data } = await symmetricProduct({ data: Float64Array.from({ length: m * n }, () => normal(next)), m, n });
    const gram = { data: Float64Array.from(data), m: n, n };
    const shifted = gram.data.map((value, at) => (at % (n + 1) === 0 ? value + 0.5 : value));
    const { data: product } = await matMul(await inverse(gram, 0.5), { ...gram, data: shifted });
    t.true(
      product.every((value, at) => Math.abs(value - (at % (n + 1) === 0 ? 1 : 0)) < 1e-9),
      `${n}`,
    );
  }
});
