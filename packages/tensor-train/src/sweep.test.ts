import { sizeOf } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { distance, matrixOf, noise, norm, randomCores, someModes } from './_trains.test.ts';
import { decompose } from './decompose.ts';
import { pairsOf, possibleRanks } from './layout.ts';
import type { Modes } from './modes.ts';
import { sweep } from './sweep.ts';
import type { Train } from './train.ts';

const how = { seed: 1 };

const matrixOfTrain = ({ cores, ranks }: Train, modes: Modes) =>
  matrixOf(
    { ...modes, ranks },
    cores.flatMap((core) => [...core]),
  ).data;

const ranksOf = (modes: Modes, rank: number) => {
  const pairs = pairsOf(modes);
  return possibleRanks(
    pairs,
    pairs.slice(1).map(() => rank),
  );
};

test('sweeps never make the error larger, and keep the ranks', async (t) => {
  await fc.assert(
    fc.asyncProperty(someModes(4), fc.integer({ min: 1, max: 4 }), fc.nat(1e6), async (modes, rank, seed) => {
      const { data } = noise([sizeOf(modes.inputs), sizeOf(modes.outputs)], seed);
      let train = await decompose(data, modes, { ranks: ranksOf(modes, rank) }, how);
      let error = distance(data, matrixOfTrain(train, modes));
      for (let round = 0; round < 2; round++) {
        train = await sweep(train, data, modes, how);
        t.deepEqual(train.ranks, ranksOf(modes, rank));
        const next = distance(data, matrixOfTrain(train, modes));
        t.true(next <= error + 1e-6 * norm(data));
        error = next;
      }
    }),
    { seed: 1, numRuns: 40 },
  );
});

test('a sweep brings any train nearer to a matrix, to that of its last core at the least error', async (t) => {
  const modes = { inputs: [3, 4, 2], outputs: [4, 2, 3] };
  const header = { ...modes, ranks: [3, 3] };
  const { data } = noise([24, 24], 5);
  const random = randomCores(header, 6);
  const cores = [random.slice(0, 36), random.slice(36, 108), random.slice(108)].map((core) => Float64Array.from(core));
  const start = { cores, ranks: header.ranks };
  const swept = await sweep(start, data, modes, how);
  const best = matrixOfTrain(swept, modes);
  t.true(distance(data, best) < norm(data));
  // What a last core that fits best leaves is at right angles to all that there is.
  const product = best.reduce((sum, value, i) => sum + value * (data[i]! - value), 0);
  t.true(Math.abs(product) < 1e-5 * norm(data) ** 2);
});

test('a train that fits is kept', async (t) => {
  const modes = { inputs: [3, 4, 2, 2], outputs: [4, 2, 3, 2] };
  const header = { ...modes, ranks: ranksOf(modes, 3) };
  const { data } = matrixOf(header, randomCores(header, 1));
  const train = await decompose(data, modes, { ranks: header.ranks }, how);
  t.true(distance(data, matrixOfTrain(await sweep(train, data, modes, how), modes)) <= 1e-6 * norm(data));
});
