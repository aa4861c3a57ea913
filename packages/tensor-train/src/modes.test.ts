import test from 'ava';
import fc from 'fast-check';
import { dimensionsFor, modesFor, modesOf } from './modes.ts';

const product = (values: readonly number[]): number => values.reduce((a, b) => a * b, 1);
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** The least sum of so many factors of a size, by trying them all. */
function leastSum(size: number, count: number): number {
  if (count === 1) return size;
  const divisors = Array.from({ length: size }, (_, i) => i + 1).filter((factor) => size % factor === 0);
  return Math.min(...divisors.map((factor) => factor + leastSum(size / factor, count - 1)));
}

test('modes of a size that has balanced factors are those with the least sum', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 5 }), (size, count) => {
      const modes = modesOf(size, count);
      t.is(modes.length, count);
      t.deepEqual(
        modes,
        modes.toSorted((a, b) => a - b),
      );
      const padded = product(modes);
      t.true(padded >= size && padded <= size * 1.125);
      t.is(sum(modes), leastSum(padded, count));
      if (leastSum(size, count) <= 1.25 * count * size ** (1 / count)) t.is(padded, size);
      else t.true(sum(modes) <= leastSum(size, count));
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('sizes without balanced factors are padded', (t) => {
  t.deepEqual(modesOf(131, 4), [3, 3, 3, 5]);
  t.deepEqual(modesOf(50257, 2), [140, 359]);
  t.deepEqual(modesOf(13, 2), [2, 7]);
  t.deepEqual(modesOf(10, 4), [1, 1, 2, 5]);
});

test('layers of the papers get as many modes as they have there', (t) => {
  t.is(dimensionsFor(25088, 4096), 6);
  t.is(dimensionsFor(1024, 1024), 5);
  t.is(dimensionsFor(64, 64), 3);
  t.deepEqual(modesFor(1024, 1024, 5), { inputs: [4, 4, 4, 4, 4], outputs: [4, 4, 4, 4, 4] });
  t.deepEqual(modesOf(25088, 6), [4, 4, 4, 7, 7, 8]);
});

test('modes are paired large with small, and the largest pairs are at the ends', (t) => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 5000 }), fc.integer({ min: 2, max: 5000 }), (m, n) => {
      const count = dimensionsFor(m, n);
      const { inputs, outputs } = modesFor(m, n, count);
      t.is(inputs.length, count);
      t.is(outputs.length, count);
      t.is(product(inputs), product(modesOf(m, count)));
      t.is(product(outputs), product(modesOf(n, count)));
      for (const [i, input] of inputs.entries()) {
        for (const [j, other] of inputs.entries()) t.true(input >= other || outputs[i]! >= outputs[j]!);
      }
      const pairs = inputs.map((input, k) => input * outputs[k]!);
      const middle = pairs.slice(1, -1);
      t.true(middle.every((pair) => pair <= Math.min(pairs[0]!, pairs.at(-1)!)));
    }),
    { seed: 2, numRuns: 100 },
  );
});
