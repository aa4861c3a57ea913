import test from 'ava';
import fc from 'fast-check';
import { assign } from './assign.ts';

const float = fc.float({ noNaN: true, noDefaultInfinity: true });

test('counts the limits that lie below each value', (t) => {
  // Values that are themselves limits, or a last digit apart from one, are the ones to get wrong.
  const near = fc.integer({ min: 0, max: 40 }).map((i) => Math.fround(1 + i * 2 ** -23));
  fc.assert(
    fc.property(fc.array(fc.oneof(float, near)), fc.uniqueArray(fc.oneof(float, near)), (values, numbers) => {
      const limits = Float32Array.from(new Set(numbers.map((x) => x + 0))).sort();
      const cells = new Uint16Array(values.length);
      assign(Float32Array.from(values), limits, cells);
      t.deepEqual(
        [...cells],
        values.map((value) => limits.filter((limit) => limit < value).length),
      );
    }),
    { seed: 1 },
  );
});

test('puts zeros of either sign in the cell of a limit of zero', (t) => {
  const cells = new Uint8Array(3);
  assign(Float32Array.of(-0, 0, 1e-45), Float32Array.of(0), cells);
  t.deepEqual([...cells], [0, 0, 1]);
});
