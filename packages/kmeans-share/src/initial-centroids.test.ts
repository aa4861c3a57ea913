import { random } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { initialCentroids } from './initial-centroids.ts';
import { sortValues } from './sort-values.ts';

const skewed = Float32Array.from({ length: 1000 }, (_, i) => (i / 100) ** 3);

test('spaces linear centroids evenly from the least value to the greatest', (t) => {
  t.deepEqual([...initialCentroids(sortValues(Float32Array.of(5, -1, 0, 1, 3)), 4, 'linear', random())], [-1, 1, 3, 5]);
});

test('puts as many values between any two neighbours of a start by density', (t) => {
  const centroids = initialCentroids(sortValues(skewed), 8, 'density', random());
  const between = [...centroids].slice(1).map((high, i) => skewed.filter((x) => x > centroids[i]! && x <= high).length);
  t.deepEqual(between, Array(7).fill(125));
});

test('k-means++ draws distinct values, ascending, and the same ones again from the same seed', (t) => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 1 }), fc.nat(), (numbers, seed) => {
      const sample = Float32Array.from([...numbers, ...numbers.slice(0, 3)]);
      const k = 1 + (seed % numbers.length);
      const draw = () => [...initialCentroids(sortValues(sample), k, 'kmeans++', random(seed))];
      const centroids = draw();
      t.deepEqual(draw(), centroids);
      t.deepEqual(
        centroids,
        [...new Set(centroids)].sort((a, b) => a - b),
      );
      t.is(centroids.length, k);
      t.true(centroids.every((centroid) => sample.includes(centroid)));
    }),
    { seed: 1 },
  );
});

test('k-means++ draws a value in proportion to its squared distance, and as often as it occurs', (t) => {
  const sorted = sortValues(Float32Array.of(0, 0, 0, 0, 1, 1, 2));
  const next = random(1);
  const drawn = new Map<string, number>();
  const rounds = 20_000;
  for (let i = 0; i < rounds; i++) {
    const key = initialCentroids(sorted, 2, 'kmeans++', next).join();
    drawn.set(key, (drawn.get(key) ?? 0) + 1);
  }
  // The chance of the first value times that of the second, given the first, in both orders.
  const expected = {
    '0,1': (4 / 7) * (2 / 6) + (2 / 7) * (4 / 5),
    '0,2': (4 / 7) * (4 / 6) + (1 / 7) * (16 / 18),
    '1,2': (2 / 7) * (1 / 5) + (1 / 7) * (2 / 18),
  };
  for (const [key, share] of Object.entries(expected))
    t.true(Math.abs((drawn.get(key) ?? 0) / rounds - share) < 0.015, key);
});
