import { normal, random } from '@tensorpress/core';
import { svd } from '@tensorpress/linalg';
import test from 'ava';
import fc from 'fast-check';
import { vbmfRank } from './vbmf-rank.ts';

/** The singular values of a matrix [l, m] of some rank, with normal factors, under noise. */
async function spectrum(l: number, m: number, rank: number, noise: number, seed: number): Promise<Float64Array> {
  const next = random(seed);
  const normals = (length: number) => Float64Array.from({ length }, () => normal(next));
  const [a, b] = [normals(l * rank), normals(rank * m)];
  const data = normals(l * m).map((value, at) => {
    const [i, j] = [Math.floor(at / m), at % m];
    let sum = noise * value;
    for (let k = 0; k < rank; k++) sum += a[i * rank + k]! * b[k * m + j]!;
    return sum;
  });
  return (await svd({ data, m: l, n: m })).s;
}

test('finds the rank of matrices of low rank under noise', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 16, max: 48 }),
      fc.integer({ min: 1, max: 4 }),
      fc.double({ min: 0, max: 0.2, noNaN: true }),
      fc.double({ min: 0.001, max: 0.6, noNaN: true }),
      fc.nat(1e6),
      async (l, wide, share, noise, seed) => {
        const rank = Math.round(share * l);
        t.is(vbmfRank(await spectrum(l, l * wide, rank, noise, seed), l * wide), rank);
      },
    ),
    { seed: 1, numRuns: 80 },
  );
});

test('noise alone has no rank, nor have zeros', async (t) => {
  for (const seed of [1, 2, 3]) t.is(vbmfRank(await spectrum(30, 60, 0, 1, seed), 60), 0);
  t.is(vbmfRank(new Float64Array(5), 9), 0);
});

test('the scale of a matrix is of no matter', async (t) => {
  const values = await spectrum(24, 40, 4, 0.5, 7);
  for (const scale of [1e-30, 1e-3, 1e30])
    t.is(
      vbmfRank(
        values.map((value) => value * scale),
        40,
      ),
      4,
    );
});

test('what is below the noise is not found', async (t) => {
  t.is(vbmfRank(await spectrum(30, 60, 5, 60, 1), 60), 0);
});
