import test from 'ava';
import fc from 'fast-check';
import { histogram, rangeOf } from './histogram.ts';

test('each value within the ends is counted once, in the bin that holds it', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 1 }),
      fc.integer({ min: 1, max: 20 }),
      (values, bins) => {
        const [from, to] = rangeOf(values);
        fc.pre(to - from > 1e-6);
        const { counts, width } = histogram(values, from, to, bins);
        t.is(counts.length, bins);
        t.is(
          counts.reduce((sum, count) => sum + count, 0),
          values.length,
        );
        const below = values.filter((value) => value < from + width * (1 - 1e-9)).length;
        const near = values.filter((value) => Math.abs(value - from - width) <= 1e-6 * Math.abs(width)).length;
        t.true(bins === 1 || Math.abs(counts[0]! - below) <= near);
      },
    ),
    { seed: 1 },
  );
});

test('what is not finite counts for nothing', (t) => {
  const values = [Number.NaN, 1, Number.POSITIVE_INFINITY, 3, Number.NEGATIVE_INFINITY];
  t.deepEqual(rangeOf(values), [1, 3]);
  t.deepEqual(histogram(values, 1, 3, 2).counts, [1, 1]);
  t.deepEqual(rangeOf([], [Number.NaN]), [0, 0]);
});
