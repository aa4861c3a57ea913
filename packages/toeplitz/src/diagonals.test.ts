import test from 'ava';
import fc from 'fast-check';
import { noise, sides } from './_matrices.test.ts';
import { fromDiagonals, toDiagonals } from './diagonals.ts';

test('rows come back as they were, and every element has the place of its diagonal', (t) => {
  fc.assert(
    fc.property(sides, ([m, n, seed]) => {
      const size = Math.max(m, n);
      const part = { data: noise(m * n, seed), columns: n };
      const back = { data: new Float64Array(m * n), columns: n };
      const line = new Float64Array(size);
      for (let i = 0; i < size; i++) {
        toDiagonals(line.fill(7), part, i);
        for (let j = 0; j < size; j++) {
          const expected = i < m && j < n ? part.data[i * n + j] : 0;
          t.is(line[(j - i + size) % size], expected);
        }
        fromDiagonals(back, line, i);
      }
      t.deepEqual(back, part);
    }),
    { seed: 1, numRuns: 50 },
  );
});
