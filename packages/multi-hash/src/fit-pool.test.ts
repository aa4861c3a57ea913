import { random } from '@tensorpress/core';
import { svd } from '@tensorpress/linalg';
import test from 'ava';
import fc from 'fast-check';
import { fitPool, type PoolFit, type PoolTarget } from './fit-pool.ts';
import { normals } from './normals.ts';

/** A matrix of some owners, one after the other in its rows, each with values as varied as its scale says. */
function target(n: number, rank: number, owned: readonly { size: number; scale: number }[], seed: number): PoolTarget {
  const next = random(seed);
  const values = new Float32Array(n * n);
  const owners = new Int32Array(n * n).fill(owned.length);
  let at = 0;
  for (const [owner, { size, scale }] of owned.entries()) {
    for (let i = 0; i < size && at < n * n; i++, at++) {
      values[at] = scale * (2 * next() - 1);
      owners[at] = owner;
    }
  }
  return { values, owners, scales: owned.map(({ scale }) => scale), n, rank };
}

const begin = ({ n, rank }: PoolTarget) => normals(n * rank, rank ** -0.5, random(9));

function errorOf({ values, owners, n }: PoolTarget, { v, u, scales }: PoolFit): number {
  const rank = v.length / n;
  return values.reduce((sum, value, at) => {
    let product = 0;
    for (let k = 0; k < rank; k++) product += v[Math.floor(at / n) * rank + k]! * u[k * n + (at % n)]!;
    return sum + (value - (scales[owners[at]!] ?? 0) * product) ** 2;
  }, 0);
}

const owned = fc.array(
  fc.record({ size: fc.integer({ min: 1, max: 150 }), scale: fc.constantFrom(0, 1e-3, 0.1, 1, 30) }),
  { minLength: 1, maxLength: 6 },
);

test('the error never grows, and is what the factors leave', async (t) => {
  await fc.assert(
    fc.asyncProperty(owned, fc.integer({ min: 1, max: 6 }), fc.nat(1e6), async (owned, rank, seed) => {
      const size = owned.reduce((sum, { size }) => sum + size, 0);
      const given = target(Math.ceil(Math.sqrt(size)), rank, owned, seed);
      const whole = given.values.reduce((sum, value) => sum + value ** 2, 0);
      fc.pre(whole > 0);
      const fit = await fitPool(given, begin(given), 0);
      for (const [i, error] of fit.errors.entries()) t.true(error <= (fit.errors[i - 1] ?? whole) + 1e-12 * whole);
      t.true(Math.abs(errorOf(given, fit) - fit.errors.at(-1)!) < 1e-9 * whole);
    }),
    { seed: 1, numRuns: 50 },
  );
});

test('the error is that of the nearest matrix of that rank where tensors are whole rows', async (t) => {
  const n = 24;
  const given = target(
    n,
    5,
    [
      { size: 10 * n, scale: 1 },
      { size: 9 * n, scale: 0.02 },
      { size: 5 * n, scale: 7 },
    ],
    4,
  );
  const { s } = await svd({ data: given.values, m: n, n });
  const tail = s.slice(5).reduce((sum, value) => sum + value ** 2, 0);
  const { errors } = await fitPool(given, begin(given), 0);
  t.true(Math.abs(errors.at(-1)! / tail - 1) < 1e-5);
});

test('rows that tensors share are fitted to all of them by what they weigh', async (t) => {
  const n = 30;
  const parts = [
    { size: 10 * n + 11, scale: 1 },
    { size: 15, scale: 0.3 },
    { size: 18 * n, scale: 0.05 },
  ];
  const given = target(n, 6, parts, 5);
  const fit = await fitPool(given, begin(given), 0);
  const error = errorOf(given, fit);
  const next = random(3);
  // No other value of any factor would do better, as far as the last sweep has come.
  for (let round = 0; round < 200; round++) {
    for (const factor of ['v', 'u'] as const) {
      const moved = fit[factor].slice();
      moved[Math.floor(next() * moved.length)]! += 0.1 * (next() - 0.5);
      t.true(errorOf(given, { ...fit, [factor]: moved }) > error * (1 - 1e-4));
    }
  }
});

test('what is of the rank already is found, and what is zero has a scale of zero and factors that can train', async (t) => {
  const n = 20;
  const [v, u] = [normals(n * 2, 1, random(1)), normals(n * 2, 1, random(2))];
  const given = target(
    n,
    4,
    [
      { size: 12 * n, scale: 2 },
      { size: 8 * n, scale: 0 },
    ],
    1,
  );
  for (let at = 0; at < 12 * n; at++)
    given.values[at] = v[2 * Math.floor(at / n)]! * u[at % n]! + v[2 * Math.floor(at / n) + 1]! * u[n + (at % n)]!;
  const fit = await fitPool(given, begin(given), 0);
  const rank = fit.v.length / n;
  t.is(rank, 2);
  t.true(fit.errors.at(-1)! < 1e-10 * given.values.reduce((sum, value) => sum + value ** 2, 0));
  t.is(fit.scales[1], 0);
  t.true(fit.v.subarray(12 * rank).every((value) => value !== 0));
});

test('a cancelled fit rejects with the reason of its signal', async (t) => {
  const reason = new Error('cancelled');
  const given = target(8, 2, [{ size: 60, scale: 1 }], 1);
  t.is(await t.throwsAsync(fitPool(given, begin(given), 0, AbortSignal.abort(reason))), reason);
});
