import test from 'ava';
import fc from 'fast-check';
import type { KernelSides } from './kernel-sides.ts';
import { parametersOf, ranksWithin, withinSides } from './ranks.ts';

const sides = fc
  .record({
    places: fc.integer({ min: 2, max: 25 }),
    inputs: fc.integer({ min: 1, max: 60 }),
    outputs: fc.integer({ min: 1, max: 60 }),
  })
  .map((sizes): KernelSides => ({ window: [sizes.places], ...sizes }));

test('ranks within a number of parameters take at most that many, and no rank could be greater', (t) => {
  fc.assert(
    fc.property(sides, fc.double({ min: 0.01, max: 0.99, noNaN: true }), (kernel, fraction) => {
      const { places, inputs, outputs } = kernel;
      const most = fraction * places * inputs * outputs;
      const [r, s] = ranksWithin(kernel, most);
      t.true(parametersOf(kernel, [r, s]) <= most || (r === 1 && s === 1));
      t.deepEqual(withinSides(kernel, [r, s]), [r, s]);
      for (const [a, b] of [
        [r + 1, s],
        [r, s + 1],
      ] as const) {
        const [c, d] = withinSides(kernel, [a, b]);
        t.true(c !== a || d !== b || parametersOf(kernel, [a, b]) > most);
      }
    }),
    { seed: 1 },
  );
});

test('ranks are in the proportion of inputs to outputs', (t) => {
  const kernel = { window: [3, 3], places: 9, inputs: 64, outputs: 128 };
  for (const fraction of [0.05, 0.1, 0.25, 0.5]) {
    const [r, s] = ranksWithin(kernel, fraction * 9 * 64 * 128);
    t.true(Math.abs(2 * r - s) <= 2, `${r} and ${s}`);
  }
});

test('ranks are no greater than unfoldings can have', (t) => {
  const kernel = { window: [2], places: 2, inputs: 30, outputs: 20 };
  t.deepEqual(withinSides(kernel, [50, 50]), [30, 20]);
  t.deepEqual(withinSides(kernel, [30, 3]), [6, 3]);
  t.deepEqual(withinSides(kernel, [4, 20]), [4, 8]);
});
