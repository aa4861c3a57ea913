import test from 'ava';
import fc from 'fast-check';
import {
  compose,
  type Doubles,
  distance,
  matrices,
  noise,
  single,
  skew,
  transpose,
  withSpectrum,
} from './_matrices.test.ts';
import { matMul } from './mat-mul.ts';
import type { Matrix } from './matrix.ts';
import { svd } from './svd.ts';
import { truncatedSvd } from './truncated-svd.ts';

/** What no matrix of a rank can do better than. */
const tail = (s: Float64Array, rank: number) => Math.hypot(...s.subarray(rank));

/** So large that a subspace is iterated. */
const [rows, columns] = [220, 300];
const spectrum = (value: (i: number) => number) => Float64Array.from({ length: rows }, (_, i) => value(i));
const slow = withSpectrum(
  rows,
  columns,
  spectrum((i) => 1 / Math.sqrt(i + 1)),
);

const orthonormal = ({ u, vt }: { u: Matrix; vt: Matrix }) => skew(u) < 1e-5 && skew(transpose(vt)) < 1e-5;

test('the error is the exact tail of the spectrum at every rank, whatever the kind of matrix', async (t) => {
  await fc.assert(
    fc.asyncProperty(matrices(20), fc.integer({ min: 1, max: 20 }), async (a, rank) => {
      const found = await truncatedSvd(a, { rank });
      const { s } = await svd(a);
      const error = distance(compose(found), a);
      return (
        orthonormal(found) &&
        found.s.length === Math.max(1, Math.min(rank, s.filter((value) => value > 0).length)) &&
        Math.abs(error - tail(s, found.s.length)) <= 1e-12 * distance(a)
      );
    }),
    { numRuns: 150, seed: 8 },
  );
  t.pass();
});

test('the rank is the least that holds the energy, or keeps within the tolerance', async (t) => {
  const least = async (a: Doubles, rank: number, share: number) => {
    const { s } = await svd(a);
    const lost = (count: number) => (tail(s, count) / Math.hypot(...s)) ** 2;
    return lost(rank) <= share + 1e-12 && (rank === 1 || lost(rank - 1) > share - 1e-12);
  };
  for (const a of [
    noise(30, 20, 1),
    slow,
    withSpectrum(
      60,
      40,
      Float64Array.from({ length: 40 }, (_, i) => 2 ** -i),
    ),
  ]) {
    for (const energy of [0.3, 0.7, 0.99]) {
      t.true(await least(a, (await truncatedSvd(a, { energy })).s.length, 1 - energy), `energy ${energy}`);
      const tolerance = Math.sqrt(1 - energy);
      t.true(await least(a, (await truncatedSvd(a, { tolerance })).s.length, 1 - energy), `tolerance ${tolerance}`);
    }
  }
});

const kinds: [string, Float64Array][] = [
  ['decays slowly', spectrum((i) => 1 / Math.sqrt(i + 1))],
  ['hardly decays', spectrum((i) => 1 - i / 300)],
  ['decays fast', spectrum((i) => 0.9 ** i)],
  ['has a step', spectrum((i) => (i < 10 ? 1 : 0.01))],
  ['has one large value', spectrum((i) => (i < 1 ? 1000 : 1))],
];
for (const [title, s] of kinds) {
  test(`a large matrix whose spectrum ${title} is within a hundredth of the best, tall or wide, in both types`, async (t) => {
    const wide = withSpectrum(rows, columns, s);
    for (const a of [wide, transpose(wide), single(wide), single(transpose(wide))]) {
      const data = a.data;
      const found =
        data instanceof Float32Array
          ? await truncatedSvd({ ...a, data }, { rank: 20 })
          : await truncatedSvd({ ...a, data }, { rank: 20 });
      t.true(orthonormal(found));
      t.is(found.u.data.constructor, a.data.constructor);
      const ratio = distance(compose(found), a) / tail(s, 20);
      t.true(ratio < 1.01, `${ratio}`);
    }
  });
}

test('a large matrix is cut to its first singular value, and to all of them', async (t) => {
  const a = single(slow);
  const one = await truncatedSvd(a, { rank: 1 });
  t.is(one.s.length, 1);
  t.true(orthonormal(one) && Math.abs(one.s[0]! - 1) < 1e-5);
  const all = await truncatedSvd(a, { rank: rows });
  t.is(all.s.length, rows);
  t.true(orthonormal(all) && distance(compose(all), a) < 1e-5 * distance(a));
});

test('much of the spectrum of a large matrix is found exactly', async (t) => {
  const a = single(noise(790, 800, 3));
  const { u, s, vt } = await truncatedSvd(a, { energy: 0.9 });
  t.true(s.length > 395 && s.length < 790);
  const scaled = { ...u, data: u.data.map((value, at) => value * s[at % u.n]!) };
  const error = distance(await matMul(scaled, vt), a) / distance(a);
  t.true(error ** 2 <= 0.1);
  t.true(Math.abs(error ** 2 + (Math.hypot(...s) / distance(a)) ** 2 - 1) < 1e-6);
});

test('what is lost in rounding is left out, in large matrices too', async (t) => {
  const a = withSpectrum(
    rows,
    columns,
    Float64Array.from({ length: 12 }, (_, i) => 12 - i),
  );
  t.is((await truncatedSvd(a, { rank: 40 })).s.length, 12);
  const found = await truncatedSvd(single(a), { rank: 40 });
  t.is(found.s.length, 12);
  t.true(distance(compose(found), a) < 1e-5 * distance(a));
});

test('small singular values of large matrices are exact where rounding allows', async (t) => {
  const s = spectrum((i) => 10 ** (-i / 2));
  const found = await truncatedSvd(withSpectrum(rows, columns, s), { rank: 25 });
  t.true(orthonormal(found));
  t.true(found.s.every((value, i) => Math.abs(value - s[i]!) < 1e-14));
});

test('the same matrix and seed give the same bits, with threads or without', async (t) => {
  const a = single(slow);
  const once = await truncatedSvd(a, { rank: 16 }, { seed: 7 });
  t.deepEqual(await truncatedSvd(a, { rank: 16 }, { seed: 7 }), once);
  t.deepEqual(await truncatedSvd(a, { rank: 16 }, { seed: 7, workers: 2 }), once);
  t.deepEqual(await truncatedSvd(a, { rank: 16 }, { seed: 7, flavour: 'typescript' }), once);
  t.notDeepEqual(await truncatedSvd(a, { rank: 16 }, { seed: 8 }), once);
});

test('an abort before or during the work rejects with its reason', async (t) => {
  const reason = new Error('enough');
  await t.throwsAsync(truncatedSvd(slow, { rank: 16 }, { signal: AbortSignal.abort(reason) }), { is: reason });
  for (const workers of [0, 1]) {
    const controller = new AbortController();
    const found = truncatedSvd(slow, { rank: 16 }, { signal: controller.signal, workers });
    setTimeout(() => controller.abort(reason));
    await t.throwsAsync(found, { is: reason });
  }
});

test('truncations that mean nothing are refused', async (t) => {
  const a = noise(3, 3, 1);
  await t.throwsAsync(truncatedSvd(a, { rank: 0 }), {
    instanceOf: RangeError,
    message: 'truncatedSvd: rank must be a positive integer, not 0',
  });
  await t.throwsAsync(truncatedSvd(a, { energy: 1.5 }), {
    message: 'truncatedSvd: energy must be above 0 and at most 1, not 1.5',
  });
  await t.throwsAsync(truncatedSvd(a, { tolerance: -1 }), {
    message: 'truncatedSvd: tolerance must be from 0 to 1, not -1',
  });
  await t.throwsAsync(truncatedSvd(a, { rank: 1 }, { workers: 0.5 }), {
    message: 'truncatedSvd: workers must be an integer from 0, not 0.5',
  });
});
