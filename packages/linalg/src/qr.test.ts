import test from 'ava';
import fc from 'fast-check';
import { type Doubles, distance, matrices, noise, product, skew } from './_matrices.test.ts';
import { qr } from './qr.ts';

const close = async (a: Doubles) => {
  const { q, r } = await qr(a);
  const upper = r.data.every((value, at) => {
    const [i, j] = [Math.floor(at / r.n), at % r.n];
    return i < j || (i === j ? value >= 0 : value === 0);
  });
  return upper && skew(q) < 1e-13 && distance(product(q, r), a) <= 1e-13 * distance(a);
};

test('Q is orthonormal, R upper triangular, and their product the matrix, whatever its kind', async (t) => {
  await fc.assert(fc.asyncProperty(matrices(24), close), { numRuns: 150, seed: 5 });
  t.pass();
});

test('matrices that take several panels are decomposed', async (t) => {
  t.true(await close(noise(120, 70, 1)));
  t.true(await close(noise(70, 120, 1)));
});
