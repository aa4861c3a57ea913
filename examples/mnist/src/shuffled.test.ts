import test from 'ava';
import { shuffled } from './shuffled.ts';

test('holds every number once, whatever the seed', (t) => {
  for (const seed of [0, 1, -1, 2 ** 31]) {
    t.deepEqual(
      shuffled(100, seed).toSorted(),
      Uint32Array.from({ length: 100 }, (_, i) => i),
    );
  }
});

test('depends on the seed alone', (t) => {
  t.deepEqual(shuffled(100, 3), shuffled(100, 3));
  t.notDeepEqual(shuffled(100, 3), shuffled(100, 4));
});

test('puts each number first about equally often', (t) => {
  const counts = new Uint32Array(5);
  for (let seed = 0; seed < 5000; seed++) counts[shuffled(5, seed)[0]!]!++;
  t.true(
    counts.every((count) => Math.abs(count - 1000) < 120),
    counts.join(),
  );
});
