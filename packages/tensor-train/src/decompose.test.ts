import { sizeOf } from '@tensorpress/core';
import { svd } from '@tensorpress/linalg';
import test from 'ava';
import fc from 'fast-check';
import { distance, matrixOf, noise, norm, randomCores, someModes, unfolded } from './_trains.test.ts';
import { decompose } from './decompose.ts';
import { pairsOf, possibleRanks } from './layout.ts';
import type { Modes } from './modes.ts';
import type { Train } from './train.ts';

const how = { seed: 1 };

const sides = ({ inputs, outputs }: Modes): [number, number] => [sizeOf(inputs), sizeOf(outputs)];

const matrixOfTrain = ({ cores, ranks }: Train, modes: Modes) =>
  matrixOf(
    { ...modes, ranks },
    cores.flatMap((core) => [...core]),
  );

/** The sum of the squares that no train of such ranks is nearer than, for each unfolding. */
async function tails(data: Float32Array, modes: Modes, ranks: readonly number[]): Promise<number[]> {
  const found: number[] = [];
  for (const [k, rank] of ranks.entries()) {
    const { s } = await svd(unfolded({ dtype: 'f32', shape: [], data }, modes, k + 1));
    found.push(s.subarray(rank).reduce((sum, value) => sum + value ** 2, 0));
  }
  return found;
}

test('the error is within the tolerance', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      someModes(4),
      fc.double({ min: 0.01, max: 0.99, noNaN: true }),
      fc.nat(1e6),
      async (modes, tolerance, seed) => {
        const { data } = noise(sides(modes), seed);
        const found = matrixOfTrain(await decompose(data, modes, { tolerance }, how), modes);
        t.true(distance(data, found.data) <= tolerance * norm(data) * (1 + 1e-6));
      },
    ),
    { seed: 1, numRuns: 40 },
  );
});

test('the error for given ranks is at most the root of the sum of what each unfolding loses, and no less than what any does', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      someModes(4),
      fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 3, maxLength: 3 }),
      fc.nat(1e6),
      async (modes, wanted, seed) => {
        const { data } = noise(sides(modes), seed);
        const pairs = pairsOf(modes);
        const ranks = possibleRanks(pairs, wanted.slice(0, pairs.length - 1));
        const train = await decompose(data, modes, { ranks }, how);
        t.deepEqual(train.ranks, ranks);
        const error = distance(data, matrixOfTrain(train, modes).data) ** 2;
        const lost = await tails(data, modes, ranks);
        const slack = 1e-6 * norm(data) ** 2;
        t.true(error <= lost.reduce((a, b) => a + b, 0) + slack);
        t.true(error >= Math.max(...lost) - slack);
      },
    ),
    { seed: 2, numRuns: 40 },
  );
});

test('a train is found again, with its ranks, whatever higher ones are asked for', async (t) => {
  await fc.assert(
    fc.asyncProperty(someModes(4), fc.integer({ min: 1, max: 3 }), fc.nat(1e6), async (modes, rank, seed) => {
      const ranks = possibleRanks(
        pairsOf(modes),
        pairsOf(modes)
          .slice(1)
          .map(() => rank),
      );
      const header = { ...modes, ranks };
      const { data } = matrixOf(header, randomCores(header, seed));
      for (const truncation of [{ ranks: ranks.map((rank) => rank + 5) }, { tolerance: 1e-6 }]) {
        const train = await decompose(data, modes, truncation, how);
        t.true(train.ranks.every((found, k) => found <= ranks[k]!));
        t.true(distance(data, matrixOfTrain(train, modes).data) <= 1e-6 * norm(data));
      }
    }),
    { seed: 3, numRuns: 40 },
  );
});

test('unfoldings with many rows and no more columns are decomposed as well', async (t) => {
  const modes = { inputs: [16, 16], outputs: [16, 16] };
  const { data } = noise([256, 256], 3);
  const [tail = 0] = await tails(data, modes, [20]);
  const error = distance(data, matrixOfTrain(await decompose(data, modes, { ranks: [20] }, how), modes).data);
  t.true(error >= Math.sqrt(tail) * (1 - 1e-6) && error <= Math.sqrt(tail) * 1.01);
  const within = matrixOfTrain(await decompose(data, modes, { tolerance: 0.5 }, how), modes);
  t.true(distance(data, within.data) <= 0.5 * norm(data));
});

test('zeros make a train of zeros, of rank 1', async (t) => {
  const modes = { inputs: [2, 3, 4], outputs: [4, 3, 2] };
  const { cores, ranks } = await decompose(new Float32Array(24 * 24), modes, { tolerance: 0.1 }, how);
  t.deepEqual(ranks, [1, 1]);
  t.true(matrixOfTrain({ cores, ranks }, modes).data.every((value) => value === 0));
});

test('stops with the reason of its signal', async (t) => {
  const reason = new Error('cancelled');
  const signal = AbortSignal.abort(reason);
  const modes = { inputs: [2, 3, 4], outputs: [4, 3, 2] };
  t.is(await t.throwsAsync(decompose(noise([24, 24], 1).data, modes, { ranks: [2, 2] }, { seed: 0, signal })), reason);
});
