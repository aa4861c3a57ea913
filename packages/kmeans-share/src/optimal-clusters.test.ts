import { random } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { type Clusters, meanOf } from './clusters.ts';
import { initialCentroids } from './initial-centroids.ts';
import { lloyd } from './lloyd.ts';
import { optimalClusters } from './optimal-clusters.ts';
import { type SortedValues, sortValues } from './sort-values.ts';

function errorOf(sorted: SortedValues, clusters: Clusters): number {
  const { values, count } = sorted;
  let error = 0;
  for (let i = 1; i < clusters.length; i++) {
    const mean = meanOf(sorted, clusters[i - 1]!, clusters[i]!);
    for (let j = clusters[i - 1]!; j < clusters[i]!; j++)
      error += (count[j + 1]! - count[j]!) * (values[j]! - mean) ** 2;
  }
  return error;
}

/** The least error of k clusters, by trying every last cluster for every beginning of the sorted sample. */
function leastError(sample: Float32Array, k: number): number {
  const sorted = sample.slice().sort();
  let least: number[] = [0, ...Array<number>(sorted.length).fill(Number.POSITIVE_INFINITY)];
  for (let clusters = 1; clusters <= k; clusters++) {
    const next = least.map(() => Number.POSITIVE_INFINITY);
    for (let begin = 0; begin < sorted.length; begin++) {
      let mean = 0;
      let error = 0;
      for (let end = begin; end < sorted.length; end++) {
        const off = sorted[end]! - mean;
        mean += off / (end - begin + 1);
        error += off * (sorted[end]! - mean);
        next[end + 1] = Math.min(next[end + 1]!, least[begin]! + error);
      }
    }
    least = next;
  }
  return least.at(-1)!;
}

const isOptimal = (sample: Float32Array, k: number): boolean => {
  const sorted = sortValues(sample);
  const clusters = optimalClusters(sorted, k);
  const scale = errorOf(sorted, Uint32Array.of(0, sorted.values.length));
  return clusters.length === k + 1 && Math.abs(errorOf(sorted, clusters) - leastError(sample, k)) <= 1e-12 * scale;
};

const kinds = {
  'random numbers': fc.double({ min: -1, max: 1, noNaN: true }),
  // Many optima, and many numbers of clusters at the same price.
  'small integers': fc.integer({ min: 0, max: 30 }),
  'repeated groups': fc.tuple(fc.nat(8), fc.nat(3)).map(([group, i]) => 100 * group + i),
  'powers of two': fc.integer({ min: -30, max: 30 }).map((i) => Math.sign(i) * 2 ** (Math.abs(i) / 2)),
};

for (const [name, number] of Object.entries(kinds)) {
  test(`finds the least error that trying everything finds, for ${name}`, (t) => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 1, maxLength: 50 }), fc.nat(), (numbers, seed) => {
        const sample = Float32Array.from(numbers);
        t.true(isOptimal(sample, 1 + (seed % sortValues(sample).values.length)));
      }),
      { seed: 1, numRuns: 200 },
    );
  });
}

test('finds the least error of every number of clusters of evenly spaced values', (t) => {
  const sample = Float32Array.from({ length: 64 }, (_, i) => i);
  for (let k = 1; k <= 64; k++) t.true(isOptimal(sample, k), `${k}`);
});

test('finds the least error where it searches coarsely first', (t) => {
  const next = random(1);
  const sample = Float32Array.from({ length: 1500 }, () => Math.log(1 - next()) * Math.sign(next() - 0.5));
  for (const k of [2, 5, 17]) t.true(isOptimal(sample, k), `${k}`);
});

test('leaves nothing to Lloyd, and is better than where he ends elsewhere', (t) => {
  const next = random(1);
  const sorted = sortValues(Float32Array.from({ length: 30_000 }, () => (next() + next() + next() - 1.5) ** 3));
  for (const k of [16, 100, 256]) {
    const clusters = optimalClusters(sorted, k);
    const error = errorOf(sorted, clusters);
    t.true(errorOf(sorted, lloyd(sorted, initialCentroids(sorted, k, 'optimal', next))) >= error * (1 - 1e-9));
    for (const start of ['linear', 'density', 'kmeans++'] as const) {
      t.true(error <= errorOf(sorted, lloyd(sorted, initialCentroids(sorted, k, start, next))));
    }
  }
});
