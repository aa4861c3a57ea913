import { random } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { type Clusters, centroidsOf, meanOf } from './clusters.ts';
import { entropyConstrained } from './entropy-constrained.ts';
import { initialCentroids } from './initial-centroids.ts';
import { lloyd } from './lloyd.ts';
import { type SortedValues, sortValues } from './sort-values.ts';

/** The squared error of clusters, and the bits that an ideal code of their numbers takes. */
function measure(sorted: SortedValues, clusters: Clusters): { error: number; bits: number } {
  const { values, count } = sorted;
  let error = 0;
  let bits = 0;
  for (let i = 1; i < clusters.length; i++) {
    const [from, to] = [clusters[i - 1]!, clusters[i]!];
    const mean = meanOf(sorted, from, to);
    const size = count[to]! - count[from]!;
    bits += size * Math.log2(count.at(-1)! / size);
    for (let j = from; j < to; j++) error += (count[j + 1]! - count[j]!) * (values[j]! - mean) ** 2;
  }
  return { error, bits };
}

test('never increases the error plus the price of the bits', (t) => {
  const number = fc.oneof(fc.integer({ min: 0, max: 12 }), fc.double({ min: -1, max: 1, noNaN: true }));
  fc.assert(
    fc.property(
      fc.array(number, { minLength: 1, maxLength: 60 }),
      fc.nat(),
      fc.double({ min: 0, max: 2, noNaN: true }),
      (numbers, seed, price) => {
        const sorted = sortValues(Float32Array.from(numbers));
        const start = lloyd(sorted, initialCentroids(sorted, 1 + (seed % sorted.values.length), 'linear', random()));
        const end = entropyConstrained(sorted, centroidsOf(sorted, start), price);
        const cost = ({ error, bits }: ReturnType<typeof measure>) => error + price * bits;
        t.true(cost(measure(sorted, end)) <= cost(measure(sorted, start)) + 1e-9);
        t.true(end.every((begin, i) => i === 0 || begin > end[i - 1]!));
        t.deepEqual([end[0], end.at(-1)], [0, sorted.values.length]);
      },
    ),
    { seed: 1 },
  );
});

test('gives each value the cluster in which error and price together are least', (t) => {
  const next = random(1);
  const sorted = sortValues(Float32Array.from({ length: 500 }, () => next() ** 3));
  const price = 0.002;
  const clusters = entropyConstrained(sorted, initialCentroids(sorted, 30, 'linear', next), price);
  const centroids = centroidsOf(sorted, clusters);
  const lengths = centroids.map((_, i) =>
    Math.log2(500 / (sorted.count[clusters[i + 1]!]! - sorted.count[clusters[i]!]!)),
  );
  t.true(centroids.length > 3);
  sorted.values.forEach((value, at) => {
    const costs = centroids.map((centroid, i) => (value - centroid) ** 2 + price * lengths[i]!);
    const own = clusters.findLastIndex((begin) => begin <= at);
    t.true(costs[own]! <= Math.min(...costs) + 1e-12);
  });
});

test('lets all but one cluster vanish where bits are dear', (t) => {
  const sorted = sortValues(Float32Array.from({ length: 100 }, (_, i) => Math.sin(i)));
  t.deepEqual([...entropyConstrained(sorted, initialCentroids(sorted, 8, 'linear', random()), 1e6)], [0, 100]);
});

test('errs less than the least error of fewer clusters that takes as many bits', (t) => {
  const next = random(1);
  const sorted = sortValues(
    Float32Array.from({ length: 20_000 }, () => Math.log(1 - next()) * Math.sign(next() - 0.5)),
  );
  const plain = measure(sorted, lloyd(sorted, initialCentroids(sorted, 16, 'optimal', next)));
  const start = initialCentroids(sorted, 64, 'linear', next);
  const priced = measure(sorted, entropyConstrained(sorted, start, 0.04));
  t.true(priced.bits < plain.bits);
  t.true(priced.error < plain.error);
});
