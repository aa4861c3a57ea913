import test from 'ava';
import { distance, noise, product, transpose } from './_matrices.test.ts';
import { cholesky } from './cholesky.ts';

test('the factor times its transpose is the matrix', async (t) => {
  for (const n of [1, 2, 31, 70]) {
    const x = noise(n, n + 5, n);
    const a = product(x, transpose(x));
    const l = await cholesky(a);
    t.true(distance(product(l, transpose(l)), a) < 1e-13 * distance(a));
    t.true(l.data.every((value, at) => Math.floor(at / n) >= at % n || value === 0));
  }
});

test('a matrix that is not positive definite is refused, and the pivot named', async (t) => {
  const data = Float64Array.of(4, 2, 2, 1);
  await t.throwsAsync(cholesky({ data, m: 2, n: 2 }), {
    instanceOf: RangeError,
    message: 'cholesky: pivots must be above zero, not pivot 1',
  });
  await t.throwsAsync(cholesky(noise(2, 3, 1)), { message: 'cholesky: the matrix must be square, not [2, 3]' });
});
