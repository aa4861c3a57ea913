import test from 'ava';
import { distance, noise, product, single, transpose } from './_matrices.test.ts';
import { matMul, symmetricProduct } from './mat-mul.ts';

test('products are those of the plain way, in both types and with either operand transposed', async (t) => {
  const [a, b] = [noise(7, 11, 1), noise(11, 5, 2)];
  const wanted = product(a, b);
  t.true(distance(await matMul(a, b), wanted) < 1e-14);
  t.true(distance(await matMul(transpose(a), transpose(b), { transposeA: true, transposeB: true }), wanted) < 1e-14);
  const found = await matMul(single(a), single(b));
  t.true(found.data instanceof Float32Array);
  t.true(distance(found, wanted) < 1e-5);
  t.true(distance(await symmetricProduct(a), product(transpose(a), a)) < 1e-14);
});

test('matrices that do not fit are refused', async (t) => {
  await t.throwsAsync(matMul(noise(2, 3, 1), noise(2, 3, 1)), {
    instanceOf: RangeError,
    message: 'matMul: inner sizes must be equal, not 3 and 2',
  });
});
