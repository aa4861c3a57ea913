import test from 'ava';
import fc from 'fast-check';
import { gradualSparsity } from './gradual-sparsity.ts';

test('rises by less and less to the last sparsity', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 20 }), fc.double({ min: 0.1, max: 1, noNaN: true }), (steps, to) => {
      const sparsities = [0, ...gradualSparsity({ to, steps })];
      t.is(sparsities.length, steps + 1);
      t.is(sparsities.at(-1), to);
      const rises = sparsities.slice(1).map((sparsity, i) => sparsity - sparsities[i]!);
      t.true(rises.every((rise, i) => rise > 0 && (i === 0 || rise < rises[i - 1]!)));
    }),
    { seed: 7 },
  );
});

test('starts from the sparsity given', (t) => {
  t.deepEqual(gradualSparsity({ from: 0.5, to: 0.9, steps: 2 }), [0.9 - 0.4 / 8, 0.9]);
});

test('rejects a number of steps that is none', (t) => {
  t.throws(() => gradualSparsity({ to: 0.9, steps: 0 }), {
    instanceOf: RangeError,
    message: /positive integer, not 0/,
  });
});
