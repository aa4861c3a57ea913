import test from 'ava';
import fc from 'fast-check';
import { referenceHash, u32 } from './_reference.test.ts';
import { hashIndices } from './hash-indices.ts';
import { xxh32 } from './xxh32.ts';

const side = fc.integer({ min: 1, max: 12 });

test('the indices are those of the format, by the reference hash', async (t) => {
  const hash = await referenceHash();
  const indexOf = (i: number, j: number, k: number, seed: number) =>
    (hash(i, j, seed) % k) + (hash(i, j, 2 ** 32 - 1 - seed) % 2) * k;
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 ** 30 }), u32, fc.option(u32), side, side, (k, seed, row, m, n) => {
      const first = row === null ? 1 : Math.min(row, 2 ** 32 - m);
      const expected = Array.from({ length: m * n }, (_, at) => indexOf(first + Math.floor(at / n), at % n, k, seed));
      t.is(String(hashIndices({ k, seed, ...(row !== null && { row: first }) }, m, n)), String(expected));
    }),
    { seed: 1 },
  );
});

/** How far the counts of some cells are from even, in standard deviations of the chi-square distribution. */
function unevenness(cells: Iterable<number>, count: number): number {
  const counts = new Float64Array(count);
  let total = 0;
  for (const cell of cells) {
    counts[cell]!++;
    total++;
  }
  const expected = total / count;
  const chiSquare = counts.reduce((sum, found) => sum + (found - expected) ** 2 / expected, 0);
  return (chiSquare - (count - 1)) / Math.sqrt(2 * (count - 1));
}

const SIDE = 250;
const indicesOf = (k: number, seed: number) => hashIndices({ k, seed }, SIDE, SIDE);
const even = (deviations: number) => Math.abs(deviations) < 4.5;

test('buckets and signs are evenly used, each by itself and together', (t) => {
  for (const k of [1, 2, 3, 10, 64, 1000]) {
    for (const seed of [0, 1, 2 ** 32 - 1]) {
      const indices = indicesOf(k, seed);
      if (k > 1)
        t.true(
          even(
            unevenness(
              indices.map((index) => index % k),
              k,
            ),
          ),
        );
      t.true(
        even(
          unevenness(
            indices.map((index) => Math.floor(index / k)),
            2,
          ),
        ),
      );
      t.true(even(unevenness(indices, 2 * k)));
    }
  }
});

test('neighbours in a row and in a column have nothing to do with each other', (t) => {
  for (const seed of [0, 1, 0xdeadbeef]) {
    const indices = indicesOf(8, seed);
    for (const step of [1, SIDE]) {
      const pairs = indices.subarray(step).map((index, at) => 16 * index + indices[at]!);
      t.true(even(unevenness(pairs, 256)));
    }
  }
});

test('layers of one seed, and the same layer of other seeds, have nothing to do with each other', (t) => {
  const places = [
    [0, 0],
    [0, 1],
    [0, 2],
    [1, 0],
    [1, 1],
  ] as const;
  const layers = places.map(([seed, number]) => indicesOf(8, xxh32(seed, number, 0)));
  for (const [a, left] of layers.entries()) {
    for (const right of layers.slice(a + 1)) {
      const pairs = left.map((index, at) => 16 * index + right[at]!);
      t.true(even(unevenness(pairs, 256)));
    }
  }
});
