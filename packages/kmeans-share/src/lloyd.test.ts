import { random } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { centroidsOf, limitsOf } from './clusters.ts';
import { type Initialisation, initialCentroids } from './initial-centroids.ts';
import { lloyd } from './lloyd.ts';
import { sortValues } from './sort-values.ts';

const errorOf = (sample: Float32Array, centroids: Float64Array): number =>
  sample.reduce((error, x) => error + Math.min(...centroids.map((centroid) => (x - centroid) ** 2)), 0);

const number = fc.oneof(
  fc.integer({ min: 0, max: 20 }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.integer({ min: -40, max: 40 }).map((i) => Math.sign(i) * 2 ** (Math.abs(i) / 4)),
);
const samples = fc.array(number, { minLength: 1, maxLength: 60 }).map((numbers) => Float32Array.from(numbers));

const run = (sample: Float32Array, initialisation: Initialisation, seed: number) => {
  const sorted = sortValues(sample);
  const k = 1 + (seed % sorted.values.length);
  const start = initialCentroids(sorted, k, initialisation, random(seed));
  const clusters = lloyd(sorted, start);
  return { sorted, k, start, clusters, centroids: centroidsOf(sorted, clusters) };
};

for (const initialisation of ['linear', 'density', 'kmeans++', 'optimal'] as const) {
  test(`never increases the error of a ${initialisation} start`, (t) => {
    fc.assert(
      fc.property(samples, fc.nat(), (sample, seed) => {
        const { start, centroids } = run(sample, initialisation, seed);
        const scale = errorOf(sample, Float64Array.of(0));
        t.true(errorOf(sample, centroids) <= errorOf(sample, start) + 1e-12 * scale);
      }),
      { seed: 1 },
    );
  });
}

test('ends where each value is nearest to the mean of its own cluster', (t) => {
  fc.assert(
    fc.property(samples, fc.nat(), (sample, seed) => {
      const { sorted, clusters, centroids } = run(sample, 'linear', seed);
      const limits = limitsOf(sorted, clusters);
      for (const x of sample) {
        const own = Math.abs(x - centroids[limits.filter((limit) => limit < x).length]!);
        t.true(centroids.every((centroid) => own <= Math.abs(x - centroid) + 1e-12 * Math.abs(x)));
      }
      centroids.forEach((centroid, i) => {
        const members = sample.filter((x) => x > (limits[i - 1] ?? -Infinity) && x <= (limits[i] ?? Infinity));
        const mean = members.reduce((sum, x) => sum + x, 0) / members.length;
        t.true(Math.abs(centroid - mean) <= 1e-12 * Math.max(...sample.map(Math.abs)));
      });
    }),
    { seed: 1 },
  );
});

test('leaves no cluster empty, wherever it starts', (t) => {
  fc.assert(
    fc.property(samples, fc.nat(), fc.double({ min: -30, max: 30, noNaN: true }), (sample, seed, at) => {
      const sorted = sortValues(sample);
      const k = 1 + (seed % sorted.values.length);
      const clusters = lloyd(sorted, new Float64Array(k).fill(at));
      t.is(clusters.length, k + 1);
      t.true(clusters.every((begin, i) => i === 0 || begin > clusters[i - 1]!));
      t.is(clusters[0], 0);
      t.is(clusters[k], sorted.values.length);
    }),
    { seed: 1 },
  );
});

test('moves an empty cluster to where it reduces the error', (t) => {
  const sample = Float32Array.of(0, 0, 0, 1, 1, 1, 1000);
  const sorted = sortValues(sample);
  const clusters = lloyd(sorted, Float64Array.of(0, 500, 1000));
  t.deepEqual([...centroidsOf(sorted, clusters)], [0, 1, 1000]);
});
