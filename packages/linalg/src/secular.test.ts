import { random } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { secularRoot } from './secular.ts';

test('roots lie between poles, and their sum is that of the squares of poles and of the weights', (t) => {
  const gaps = fc.array(fc.constantFrom(1e-12, 1e-6, 0.01, 1), { minLength: 0, maxLength: 30 });
  fc.assert(
    fc.property(gaps, fc.nat(), fc.constantFrom(1, 1e-3, 1e-12), (steps, seed, size) => {
      const next = random(seed);
      let pole = 0;
      const poles = Float64Array.from([0, ...steps.map((step) => (pole += step))]);
      const weights = poles.map(() => size * (next() + 1e-9));
      const out = new Float64Array(poles.length);
      let sum = 0;
      for (let i = 0; i < poles.length; i++) {
        const { origin, offset } = secularRoot(poles, weights, poles.length, i, out);
        if (!(out[i]! < 0 && (i + 1 === poles.length || out[i + 1]! > 0))) return false;
        sum += poles[origin]! ** 2 + offset;
      }
      const wanted = poles.reduce((total, value) => total + value * value, 0) + weights.reduce((a, b) => a + b, 0);
      return Math.abs(sum - wanted) <= 1e-13 * wanted;
    }),
    { numRuns: 300, seed: 6 },
  );
  t.pass();
});
