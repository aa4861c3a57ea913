import test from 'ava';
import { parametersOf, widthMultiplierFor, widthsOf } from './widths.ts';

test('a width multiplier scales all stages, and leaves each a filter', (t) => {
  t.deepEqual(widthsOf({}), [32, 64, 128]);
  t.deepEqual(widthsOf({ widthMultiplier: 0.5 }), [16, 32, 64]);
  t.deepEqual(widthsOf({ widthMultiplier: 0.01 }), [1, 1, 1]);
});

test('the widest network within a number of parameters is within it, and a filter more would not be', (t) => {
  for (const blocks of [1, 2]) {
    for (const share of [1, 0.5, 0.25, 0.1]) {
      const budget = Math.floor(share * parametersOf({ blocks }));
      const widthMultiplier = widthMultiplierFor(budget, blocks);
      t.true(parametersOf({ widthMultiplier, blocks }) <= budget);
      if (share === 1) t.is(widthMultiplier, 1);
      else t.true(parametersOf({ widthMultiplier: widthMultiplier + 1 / 128, blocks }) > budget);
    }
  }
});

test('there is no network with hardly any parameters', (t) => {
  t.throws(() => widthMultiplierFor(20), { instanceOf: RangeError, message: /only 20 parameters/ });
});
