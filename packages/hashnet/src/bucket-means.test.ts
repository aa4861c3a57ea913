import test from 'ava';
import fc from 'fast-check';
import { u32 } from './_reference.test.ts';
import { bucketMeans } from './bucket-means.ts';
import { hashIndices } from './hash-indices.ts';

const value = fc.double({ min: -10, max: 10, noNaN: true });

test('no other weights come nearer to the entries in squared error', (t) => {
  const side = fc.integer({ min: 1, max: 9 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), side, side, u32, fc.infiniteStream(value), (k, m, n, seed, values) => {
      const draw = (): number => values.next().value ?? 0;
      const kernel = Float32Array.from({ length: m * n }, draw);
      const bias = Float32Array.from({ length: n }, draw);
      const blocks = [
        { values: kernel, indices: hashIndices({ k, seed }, m, n) },
        { values: bias, indices: hashIndices({ k, seed, row: 0 }, 1, n) },
      ];
      const errorOf = (w: Float32Array): number => {
        const signed = [...w, ...w.map((weight) => -weight)];
        let error = 0;
        for (const { values, indices } of blocks) {
          for (const [at, index] of indices.entries()) error += (values[at]! - signed[index]!) ** 2;
        }
        return error;
      };
      const w = bucketMeans(k, blocks);
      const least = errorOf(w);
      for (const step of [1, 1e-2, 1e-4]) {
        t.true(least <= errorOf(w.map((weight) => weight + step * draw())) + 1e-9);
      }
    }),
    { seed: 1 },
  );
});

test('finds the weights that entries were made of, and 0 for a bucket without entries', (t) => {
  const k = 50;
  const indices = hashIndices({ k, seed: 3 }, 8, 8);
  const used = new Set(indices.map((index) => index % k));
  const w = Float32Array.from({ length: k }, (_, bucket) => (used.has(bucket) ? bucket - 20 : 0));
  const values = Float32Array.from(indices, (index) => (index < k ? w[index]! : -w[index - k]!));
  t.true(used.size < k);
  t.deepEqual(bucketMeans(k, [{ values, indices }]), w);
});
