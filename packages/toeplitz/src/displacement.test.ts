import test from 'ava';
import fc from 'fast-check';
import { close, noise, sides } from './_matrices.test.ts';
import { sumCyclic } from './cyclic-sum.ts';
import { displacementOf } from './displacement.ts';

test('its sum is the matrix', (t) => {
  fc.assert(
    fc.property(sides, ([m, n, seed]) => {
      const matrix = noise(m * n, seed);
      const found = new Float64Array(m * n);
      const size = Math.max(m, n);
      sumCyclic({ data: found, columns: n }, { data: displacementOf(matrix, m, n), columns: size }, size);
      t.true(close(found, matrix, 1e-13));
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('there is none where the matrix goes on along the diagonals', (t) => {
  fc.assert(
    fc.property(sides, ([m, n, seed]) => {
      const size = Math.max(m, n);
      const found = displacementOf(noise(m * n, seed), m, n);
      const beyond = found.filter((_, at) => Math.floor(at / size) >= m || at % size >= n);
      t.true(beyond.every((value) => value === 0));
    }),
    { seed: 2, numRuns: 50 },
  );
});
