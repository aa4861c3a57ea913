import { random } from '@tensorpress/core';
import { svd, type Truncation } from '@tensorpress/linalg';
import test from 'ava';
import fc from 'fast-check';
import { type Factors, factorBlocks } from './factor-blocks.ts';

const how = { seed: 1, workers: 0 };

const noise = (m: number, n: number, seed: number): Float32Array => {
  const next = random(seed);
  return Float32Array.from({ length: m * n }, () => 2 * next() - 1);
};

const square = (data: Iterable<number>): number => {
  let sum = 0;
  for (const value of data) sum += value ** 2;
  return sum;
};

/** What the factors leave of a matrix of one block. */
const rest = (data: Float32Array, n: number, { u, v, ranks }: Factors): Float32Array => {
  const [rank = 0] = ranks;
  return data.map((value, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    let product = 0;
    for (let k = 0; k < rank; k++) product += u[i * rank + k]! * v[k * n + j]!;
    return value - product;
  });
};

const sides = fc.tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 }), fc.nat(1e6));

test('the error is the tail of the singular values, which no matrix of that rank is below', async (t) => {
  await fc.assert(
    fc.asyncProperty(sides, fc.integer({ min: 1, max: 24 }), async ([m, n, seed], rank) => {
      const data = noise(m, n, seed);
      const { s } = await svd({ data, m, n });
      const factors = await factorBlocks(data, m, n, 1, { rank }, how);
      t.is(factors.ranks[0], Math.min(rank, m, n));
      const error = Math.sqrt(square(rest(data, n, factors)));
      const tail = Math.sqrt(square(s.subarray(rank)));
      t.true(Math.abs(error - tail) <= 1e-5 * Math.sqrt(square(data)), `${error} is not ${tail}`);
    }),
    { seed: 1, numRuns: 60 },
  );
});

test('an energy takes the least rank that holds it', async (t) => {
  await fc.assert(
    fc.asyncProperty(sides, fc.double({ min: 0.01, max: 0.99, noNaN: true }), async ([m, n, seed], energy) => {
      const data = noise(m, n, seed);
      const { s } = await svd({ data, m, n });
      const { ranks } = await factorBlocks(data, m, n, 1, { energy }, how);
      const [rank = 0] = ranks;
      const held = (count: number) => square(s.subarray(0, count)) / square(s);
      t.true(held(rank) >= energy - 1e-6, `${held(rank)} is below ${energy}`);
      t.true(rank === 1 || held(rank - 1) <= energy + 1e-6, `rank ${rank - 1} would do`);
    }),
    { seed: 2, numRuns: 60 },
  );
});

test('columns of u are as long as rows of v, the root of a singular value, and orthogonal', async (t) => {
  const [m, n, rank] = [30, 20, 6];
  const data = noise(m, n, 5);
  const { s } = await svd({ data, m, n });
  const { u, v, norm } = await factorBlocks(data, m, n, 1, { rank }, how);
  const columns = Array.from({ length: rank }, (_, k) => Float32Array.from({ length: m }, (_, i) => u[i * rank + k]!));
  const rows = Array.from({ length: rank }, (_, k) => v.subarray(k * n, (k + 1) * n));
  for (const vectors of [columns, rows]) {
    for (const [k, a] of vectors.entries()) {
      for (const [l, b] of vectors.entries()) {
        const product = a.reduce((sum, value, i) => sum + value * b[i]!, 0);
        t.true(Math.abs(product - (k === l ? s[k]! : 0)) <= 1e-5 * s[0]!);
      }
    }
  }
  t.true(Math.abs(norm - s[0]!) <= 1e-6 * norm);
});

test('the rank is that of the matrix where this is lower, and 1 for zeros', async (t) => {
  const [m, n] = [12, 9];
  const [a, b] = [noise(m, 2, 1), noise(2, n, 2)];
  const product = Float32Array.from({ length: m * n }, (_, at) => {
    const [i, j] = [Math.floor(at / n), at % n];
    return a[2 * i]! * b[j]! + a[2 * i + 1]! * b[n + j]!;
  });
  t.deepEqual((await factorBlocks(product, m, n, 1, { rank: 5 }, how)).ranks, [2]);
  const zero = await factorBlocks(new Float32Array(m * n), m, n, 1, { rank: 5 }, how);
  t.deepEqual(zero.ranks, [1]);
  t.true([...zero.u, ...zero.v].every((value) => value === 0));
});

test('each block is factored as it would be alone', async (t) => {
  const [m, width] = [14, 10];
  const blocks = [noise(m, width, 1), new Float32Array(m * width).fill(0.5), noise(m, width, 3)];
  const whole = new Float32Array(3 * m * width);
  for (const [k, block] of blocks.entries()) {
    for (let i = 0; i < m; i++) whole.set(block.subarray(i * width, (i + 1) * width), (3 * i + k) * width);
  }
  for (const truncation of [{ rank: 3 }, { energy: 0.8 }] satisfies Truncation[]) {
    const { u, v, ranks, norm } = await factorBlocks(whole, m, 3 * width, 3, truncation, how);
    const alone = await Promise.all(blocks.map((block) => factorBlocks(block, m, width, 1, truncation, how)));
    t.deepEqual(
      ranks,
      alone.flatMap((factors) => factors.ranks),
    );
    t.is(ranks[1], 1);
    t.is(norm, Math.max(...alone.map((factors) => factors.norm)));
    t.deepEqual(
      [...v],
      alone.flatMap((factors) => [...factors.v]),
    );
    const rowsOf = ({ u, ranks }: Factors, i: number) => [...u.subarray(i * ranks[0]!, (i + 1) * ranks[0]!)];
    t.deepEqual([...u], Array.from({ length: m }, (_, i) => alone.flatMap((factors) => rowsOf(factors, i))).flat());
  }
});

test('threads change nothing', async (t) => {
  const data = noise(260, 240, 9);
  const alone = await factorBlocks(data, 260, 240, 1, { rank: 12 }, how);
  t.deepEqual(await factorBlocks(data, 260, 240, 1, { rank: 12 }, { ...how, workers: 2 }), alone);
});

test('stops with the reason of its signal', async (t) => {
  const reason = new Error('cancelled');
  const signal = AbortSignal.abort(reason);
  const error = await t.throwsAsync(factorBlocks(noise(10, 10, 1), 10, 10, 1, { rank: 2 }, { ...how, signal }));
  t.is(error, reason);
});
