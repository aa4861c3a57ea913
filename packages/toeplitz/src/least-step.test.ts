import test from 'ava';
import fc from 'fast-check';
import { noise } from './_matrices.test.ts';
import { leastStep } from './least-step.ts';
import { dot } from './vectors.ts';

test('no shorter step, nor one a little longer, comes lower', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(1e6), (length, seed) => {
      const [rest, linear, quadratic] = [0, 1, 2].map((k) => noise(length, seed + k)) as [
        Float64Array,
        Float64Array,
        Float64Array,
      ];
      const error = (step: number) => {
        const left = rest.map((value, i) => value - step * linear[i]! - step ** 2 * quadratic[i]!);
        return dot(left, left);
      };
      const step = leastStep(rest, linear, quadratic);
      t.is(step > 0, dot(rest, linear) > 0);
      if (step === 0) return;
      for (let share = 0; share < 1.001; share += 0.0625) t.true(error(step) <= error(share * step) + 1e-12);
      t.true(error(step) <= error(1.001 * step) + 1e-12);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('there is no step where there is nowhere to go', (t) => {
  const zeros = new Float64Array(3);
  t.is(leastStep(noise(3, 1), zeros, zeros), 0);
});
