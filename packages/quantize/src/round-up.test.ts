import { fromHalf, toHalf } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { nearHalf, roundUp, roundUpToHalf } from './round-up.ts';

const positive = fc.double({ min: 2 ** -140, max: 60000, noNaN: true });
const seed = 4;

test('rounding up gives the number itself or the next', (t) => {
  fc.assert(
    fc.property(positive, (value) => {
      const rounded = roundUp(value);
      t.is(Math.fround(rounded), rounded);
      t.true(rounded >= value && roundUp(rounded) === rounded);
      t.true(rounded === value || Math.fround(rounded * (1 - 2 ** -23)) < value || rounded < 2 ** -125);
    }),
    { seed },
  );
});

test('rounding up to half precision is off by at most 2^-10 where half precision is near', (t) => {
  fc.assert(
    fc.property(positive, (value) => {
      const rounded = roundUpToHalf(value);
      t.is(fromHalf(toHalf(rounded)), rounded);
      t.true(rounded >= value);
      t.true(!nearHalf(value) || rounded <= value * (1 + 2 ** -10));
    }),
    { seed },
  );
});
