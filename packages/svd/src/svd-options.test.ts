import { OptionError } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { type SvdRank, truncationFor } from './svd-options.ts';

test('an integer is a rank, and one is an integer', (t) => {
  t.deepEqual(truncationFor(7, 100, 50), { rank: 7 });
  t.deepEqual(truncationFor(1, 100, 50), { rank: 1 });
});

test('a fraction is of the dense parameters: the largest rank that takes no more, or else 1', (t) => {
  const side = fc.integer({ min: 1, max: 5000 });
  fc.assert(
    fc.property(side, side, fc.double({ min: 0.001, max: 0.999 }), (m, n, fraction) => {
      const truncation = truncationFor(fraction, m, n);
      const rank = 'rank' in truncation ? truncation.rank : 0;
      t.true(rank === 1 || rank * (m + n) <= fraction * m * n * (1 + 1e-12));
      t.true((rank + 1) * (m + n) > fraction * m * n * (1 - 1e-12));
    }),
    { seed: 1 },
  );
});

test('what is no rank is said in one line', (t) => {
  const error = (rank: unknown) =>
    t.throws(() => truncationFor(rank as SvdRank, 10, 10), { instanceOf: OptionError })?.message;
  const rule = 'svd: rank must be a positive integer, a fraction below 1 or { energy }, not';
  t.is(error(-3), `${rule} -3`);
  t.is(error(0), `${rule} 0`);
  t.is(error(1.5), `${rule} 1.5`);
  t.is(error(Number.NaN), `${rule} NaN`);
  t.is(error('4'), `${rule} "4"`);
  t.is(error([4]), `${rule} [4]`);
  t.is(error({ energy: 0.5, rank: 3 }), `${rule} {"energy":0.5,"rank":3}`);
  t.is(error({ energy: 1 }), 'svd: energy must be above 0 and below 1, not 1');
  t.is(error({ energy: '0.5' }), 'svd: energy must be above 0 and below 1, not "0.5"');
});
