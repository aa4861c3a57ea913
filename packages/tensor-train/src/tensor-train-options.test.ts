import { OptionError } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { coresOf, pairsOf, parametersOf } from './layout.ts';
import { dimensionsFor, type Modes, modesFor } from './modes.ts';
import { modesWith, type TensorTrainOptions, type TensorTrainRank, truncationFor } from './tensor-train-options.ts';

const cube: Modes = { inputs: [4, 4, 4], outputs: [4, 4, 4] };
const sides = { window: 1, m: 64, n: 64 };

const ranksFor = (rank: TensorTrainRank, modes = cube, size = 4096): readonly number[] => {
  const truncation = truncationFor(rank, modes, size);
  if (typeof truncation === 'string' || !('ranks' in truncation)) throw new Error(`${truncation}`);
  return truncation.ranks;
};

test('an integer is every rank, as far as there is room for it', (t) => {
  t.deepEqual(ranksFor(3), [3, 3]);
  t.deepEqual(ranksFor(20), [16, 16]);
  t.deepEqual(ranksFor(1000, { inputs: [2, 2, 2, 2], outputs: [2, 2, 2, 2] }, 256), [4, 16, 4]);
});

test('a list has each rank, as far as there is room for it beside the others', (t) => {
  t.deepEqual(ranksFor([3, 5]), [3, 5]);
  t.deepEqual(ranksFor([1, 20]), [1, 16]);
  t.is(truncationFor([3], cube, 4096), 'has 3 cores with 2 ranks between them, not 1');
});

test('a fraction is of the dense parameters: the largest rank that takes no more, or else 1', (t) => {
  const side = fc.integer({ min: 2, max: 3000 });
  fc.assert(
    fc.property(side, side, fc.double({ min: 0.0001, max: 0.9, noNaN: true }), (m, n, fraction) => {
      const modes = modesFor(m, n, dimensionsFor(m, n));
      const count = (ranks: readonly number[]) => parametersOf(coresOf({ ...modes, ranks }));
      const ranks = ranksFor(fraction, modes, m * n);
      const rank = Math.max(...ranks);
      t.deepEqual(ranks, ranksFor(rank, modes, m * n));
      t.true(rank === 1 || count(ranks) <= fraction * m * n);
      const next = ranksFor(rank + 1, modes, m * n);
      t.true(`${next}` === `${ranks}` || count(next) > fraction * m * n);
    }),
    { seed: 1, numRuns: 100 },
  );
});

test('modes that are given are those of the channels, and must be those of the sides', (t) => {
  const modes = { inputs: [8, 8], outputs: [4, 16] };
  t.deepEqual(modesWith({ modes }, sides), modes);
  t.deepEqual(modesWith({ modes }, { ...sides, window: 9 }), { inputs: [9, 8, 8], outputs: [1, 4, 16] });
  t.deepEqual(modesWith({ modes }, { ...sides, m: 60 }), modes);
  t.is(modesWith({ modes }, { ...sides, m: 65 }), 'is 65 × 64, and the modes are those of 64 × 64');
  t.is(modesWith({ modes }, { ...sides, n: 32 }), 'is 64 × 32, and the modes are those of 64 × 64');
});

test('so many dimensions are found as are asked for', (t) => {
  for (const dimensions of [1, 2, 6, 10]) {
    const modes = modesWith({ dimensions }, sides);
    t.is(typeof modes === 'string' ? modes : pairsOf(modes).length, dimensions);
  }
});

test('what is no rank, and what are no modes, is said in one line', (t) => {
  const error = (call: () => unknown) => t.throws(call, { instanceOf: OptionError })?.message;
  const ofRank = (rank: unknown) => error(() => truncationFor(rank as TensorTrainRank, cube, 4096));
  const rule =
    'tensor-train: rank must be a positive integer, a list of such, a fraction below 1 or { tolerance }, not';
  t.is(ofRank(-3), `${rule} -3`);
  t.is(ofRank(1.5), `${rule} 1.5`);
  t.is(ofRank(Number.NaN), `${rule} NaN`);
  t.is(ofRank('4'), `${rule} "4"`);
  t.is(ofRank(null), `${rule} null`);
  t.is(ofRank([4, 0.5]), `${rule} [4,0.5]`);
  t.is(ofRank([4, '4']), `${rule} [4,"4"]`);
  t.is(ofRank({ tolerance: 0.5, rank: 3 }), `${rule} {"tolerance":0.5,"rank":3}`);
  t.is(ofRank({ tolerance: 1 }), 'tensor-train: tolerance must be above 0 and below 1, not 1');
  const ofModes = (modes: unknown, dimensions?: number) =>
    error(() => modesWith({ modes, ...(dimensions && { dimensions }) } as TensorTrainOptions, sides));
  const shape = 'tensor-train: modes must be { inputs, outputs }, two lists of as many positive integers, not';
  t.is(ofModes(null), `${shape} null`);
  t.is(ofModes([64, 64]), `${shape} [64,64]`);
  t.is(ofModes({ inputs: [64], outputs: [] }), `${shape} {"inputs":[64],"outputs":[]}`);
  t.is(ofModes({ inputs: [8, 8], outputs: [64] }), `${shape} {"inputs":[8,8],"outputs":[64]}`);
  t.is(ofModes(cube, 3), 'tensor-train: modes and dimensions must not be given both');
});
