import { truncatedSvd } from '@tensorpress/linalg';
import test from 'ava';
import fc from 'fast-check';
import { matrixOf, multiply, noise } from './_matrices.test.ts';
import { sumCyclic } from './cyclic-sum.ts';
import { displacementOf } from './displacement.ts';
import { formOf } from './form.ts';
import { nearest } from './nearest.ts';
import { dot } from './vectors.ts';

/** The share of the norm of a matrix [m, n] that is left. */
async function fit(matrix: Float64Array, m: number, n: number, rank: number) {
  const size = Math.max(m, n);
  const found = await nearest(Float32Array.from(matrix), formOf(m, n, { rank, operators: 'cyclic' }), { seed: 1 });
  return errorOf(matrix, n, size, found.g, found.h);
}

function errorOf(matrix: Float64Array, n: number, size: number, g: Float64Array, h: Float64Array): number {
  const products = matrixOf(size, size, (i, j) => {
    let sum = 0;
    for (let at = 0; at < g.length; at += size) sum += g[at + i]! * h[at + j]!;
    return sum;
  });
  const rest = new Float64Array(matrix.length);
  sumCyclic({ data: rest, columns: n }, { data: products, columns: size }, size);
  for (const [at, value] of matrix.entries()) rest[at]! -= value;
  return Math.sqrt(dot(rest, rest) / dot(matrix, matrix));
}

/** A Toeplitz matrix [m, n] of random numbers. */
const toeplitz = (m: number, n: number, seed: number) => {
  const values = noise(m + n, seed);
  return matrixOf(m, n, (i, j) => values[n + i - j]!);
};

/** The inverse of a matrix, by elimination. */
function inverse(matrix: Float64Array, size: number): Float64Array {
  const whole = matrixOf(size, 2 * size, (i, j) => (j < size ? matrix[i * size + j]! : j - size === i ? 1 : 0));
  const rowAt = (i: number) => whole.subarray(i * 2 * size, (i + 1) * 2 * size);
  for (let i = 0; i < size; i++) {
    const pivot = rowAt(i)[i]!;
    for (const [j, value] of rowAt(i).entries()) rowAt(i)[j] = value / pivot;
    for (let k = 0; k < size; k++) {
      const factor = k === i ? 0 : rowAt(k)[i]!;
      for (const [j, value] of rowAt(i).entries()) rowAt(k)[j]! -= factor * value;
    }
  }
  return matrixOf(size, size, (i, j) => whole[i * 2 * size + size + j]!);
}

const sizes = fc.tuple(fc.integer({ min: 4, max: 16 }), fc.integer({ min: 4, max: 16 }), fc.nat(1e6));
const runs = (seed: number) => ({ seed, numRuns: 15 });

test('Toeplitz matrices of any shape are exact at rank 2', async (t) => {
  await fc.assert(
    fc.asyncProperty(sizes, async ([m, n, seed]) => {
      const error = await fit(toeplitz(m, n, seed), m, n, 2);
      t.true(error < 1e-6, `${m} × ${n}: ${error}`);
    }),
    runs(1),
  );
});

test('circulant and skew-circulant matrices are exact at rank 1', async (t) => {
  for (const [size, corner] of [
    [12, 1],
    [15, -1],
  ] as const) {
    const values = noise(size, 1);
    const matrix = matrixOf(size, size, (i, j) => (i < j ? corner * values[size + i - j]! : values[i - j]!));
    t.true((await fit(matrix, size, size, 1)) < 1e-6);
  }
});

test('products of Toeplitz matrices are exact at rank 4, their inverses at rank 2', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 4, max: 16 }), fc.nat(1e6), async (size, seed) => {
      const [a, b] = [toeplitz(size, size, seed), toeplitz(size, size, seed + 1)];
      t.true((await fit(multiply(a, b, size), size, size, 4)) < 1e-6);
      // Far from singular.
      for (let i = 0; i < size; i++) a[i * size + i]! += size;
      t.true((await fit(inverse(a, size), size, size, 2)) < 1e-6);
    }),
    runs(2),
  );
});

test('descent ends no farther than the truncated displacement, nor than zero', async (t) => {
  let gained = 0;
  await fc.assert(
    fc.asyncProperty(sizes, fc.integer({ min: 1, max: 4 }), async ([m, n, seed], rank) => {
      const size = Math.max(m, n);
      const matrix = noise(m * n, seed);
      const error = await fit(matrix, m, n, rank);
      const displacement = { data: displacementOf(Float32Array.from(matrix), m, n), m: size, n: size };
      const { u, s, vt } = await truncatedSvd(displacement, { rank });
      const g = matrixOf(s.length, size, (k, i) => u.data[i * s.length + k]! * s[k]!);
      const truncated = errorOf(matrix, n, size, g, vt.data);
      t.true(error <= Math.min(1, truncated) + 1e-6, `${error} of ${truncated}`);
      if (error < 0.9 * truncated) gained++;
    }),
    runs(3),
  );
  t.true(gained > 8);
});

test('more rank never leaves more of random matrices', async (t) => {
  const matrix = noise(32 * 32, 5);
  let before = 1;
  for (const rank of [1, 2, 4, 8, 16, 32]) {
    const error = await fit(matrix, 32, 32, rank);
    t.true(error < before, `rank ${rank}: ${error} of ${before}`);
    before = error;
  }
  t.true(before < 1e-6);
});

test('stops with the reason of its signal', async (t) => {
  const reason = new Error('cancelled');
  const form = formOf(8, 8, { rank: 1, operators: 'cyclic' });
  const how = { seed: 0, signal: AbortSignal.abort(reason) };
  t.is(await t.throwsAsync(nearest(new Float32Array(64).fill(1), form, how)), reason);
});
