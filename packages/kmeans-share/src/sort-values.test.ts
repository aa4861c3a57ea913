import test from 'ava';
import fc from 'fast-check';
import { sortValues } from './sort-values.ts';

test('sorts distinct values and sums what lies before each', (t) => {
  const value = fc.oneof(fc.integer({ min: -5, max: 5 }), fc.float({ noNaN: true, noDefaultInfinity: true }));
  fc.assert(
    fc.property(fc.array(value), (numbers) => {
      const sample = Float32Array.from(numbers);
      const { values, count, sum, centre } = sortValues(sample);
      t.deepEqual(
        [...values],
        [...new Set(sample.map((x) => x + 0))].sort((a, b) => a - b),
      );
      t.is(count.length, values.length + 1);
      t.is(sum.length, values.length + 1);
      [...values, Number.POSITIVE_INFINITY].forEach((limit, i) => {
        const below = sample.filter((x) => x < limit);
        t.is(count[i], below.length);
        const expected = below.reduce((total, x) => total + (x - centre), 0);
        const scale = below.reduce((total, x) => total + Math.abs(x - centre), 0);
        t.true(Math.abs(sum[i]! - expected) <= 1e-14 * scale);
      });
    }),
    { seed: 1 },
  );
});

test('sorts long samples of any magnitude and sign as short ones', (t) => {
  const patterns = Uint32Array.from({ length: 20_000 }, (_, i) => Math.imul(i + 1, 0x9e3779b1));
  const sample = new Float32Array(patterns.buffer).filter(Number.isFinite);
  sample.set([0, -0, 1e-45, -1e-45, 3.4e38, -3.4e38]);
  const expected = [...new Set(sample.map((x) => x + 0))].sort((a, b) => a - b);
  t.true(sample.length > 15_000);
  t.deepEqual([...sortValues(sample).values], expected);
});

test('reads no further than a view of a larger buffer', (t) => {
  const sample = Float32Array.from([9, 9, 3, 1, 2, 9]).subarray(2, 5);
  t.deepEqual([...sortValues(sample).values], [1, 2, 3]);
  t.deepEqual([...sample], [3, 1, 2]);
});

test('rejects what is not finite, in short samples and in long ones', (t) => {
  for (const length of [10, 20_000]) {
    for (const strange of [Number.NaN, -Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const sample = Float32Array.from({ length }, Math.sin);
      sample[length >> 1] = strange;
      t.throws(() => sortValues(sample), {
        instanceOf: RangeError,
        message: /^kmeans-share: values must be finite, not/,
      });
    }
  }
});
