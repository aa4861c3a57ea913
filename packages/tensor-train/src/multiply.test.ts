import { plainOps } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { distance, matrixOf, noise, norm, randomCores, someModes } from './_trains.test.ts';
import { layoutFrom, pairsOf, possibleRanks } from './layout.ts';
import { multiplyBy } from './multiply.ts';
import { splitCores } from './rebuild.ts';

test('any groups of cores, from either side, give the product', (t) => {
  fc.assert(
    fc.property(
      someModes(4),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      fc.boolean(),
      (modes, rank, batch, cuts, isFromLeft) => {
        const pairs = pairsOf(modes);
        const header = {
          ...modes,
          ranks: possibleRanks(
            pairs,
            pairs.slice(1).map(() => rank),
          ),
        };
        const data = randomCores(header, 1);
        const matrix = matrixOf(header, data);
        const layout = layoutFrom(matrix.shape, header);
        const cores = splitCores(plainOps, { dtype: 'f32', shape: [data.length], data }, layout);
        const ends = [...pairs.keys()].slice(1).filter((k) => cuts[k - 1]);
        const groups = [0, ...ends].map((from, i) => [from, ends[i] ?? pairs.length] as const);
        const plan = { isFromLeft, groups: isFromLeft ? groups : groups.toReversed(), cost: 0 };
        const x = noise([batch, layout.rows], 2);
        const found = multiplyBy(plainOps, cores, header, batch, plan)(x);
        const expected = plainOps.matMul(x, matrix);
        t.deepEqual(found.shape, expected.shape);
        t.true(distance(found.data, expected.data) <= 1e-5 * norm(expected.data) + 1e-6);
      },
    ),
    { seed: 1, numRuns: 100 },
  );
});
