import test from 'ava';
import fc from 'fast-check';
import { type Doubles, distance, matrices, matrix, noise, product, skew } from './_matrices.test.ts';
import { symmetricEigen } from './symmetric-eigen.ts';

const close = async (a: Doubles) => {
  const { values, vectors } = await symmetricEigen(a);
  const n = a.n;
  const scaled = matrix(n, n, (i, j) => vectors.data[i * n + j]! * values[j]!);
  return (
    values.every((value, i) => value <= (values[i - 1] ?? Number.POSITIVE_INFINITY)) &&
    skew(vectors) < 1e-13 &&
    distance(product(a, vectors), scaled) <= 1e-13 * distance(a)
  );
};

test('vectors are orthonormal and only scaled by the matrix, whatever its kind', async (t) => {
  const symmetric = matrices(24).map(({ data, m, n }) => {
    const size = Math.min(m, n);
    return matrix(size, size, (i, j) => data[Math.max(i, j) * n + Math.min(i, j)]!);
  });
  await fc.assert(fc.asyncProperty(symmetric, close), { numRuns: 150, seed: 4 });
  t.pass();
});

test('a matrix that takes several panels is decomposed', async (t) => {
  const { data } = noise(101, 101, 2);
  t.true(await close(matrix(101, 101, (i, j) => data[Math.max(i, j) * 101 + Math.min(i, j)]!)));
});

test('what is above the diagonal is not read', async (t) => {
  const a = Float64Array.of(2, 9, 1, 3);
  const { values } = await symmetricEigen({ data: a, m: 2, n: 2 });
  t.true(Math.abs(values[0]! + values[1]! - 5) < 1e-14);
  t.true(Math.abs(values[0]! * values[1]! - 5) < 1e-14);
});

test('a matrix that is not square is refused', async (t) => {
  await t.throwsAsync(symmetricEigen(noise(2, 3, 1)), {
    instanceOf: RangeError,
    message: 'symmetricEigen: the matrix must be square, not [2, 3]',
  });
});
