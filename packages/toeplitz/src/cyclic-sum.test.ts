import test from 'ava';
import fc from 'fast-check';
import { close, cornerOf, matrixOf, multiply, noise, sides, transpose } from './_matrices.test.ts';
import { sumCyclic } from './cyclic-sum.ts';
import { dot } from './vectors.ts';

/** The circulant matrix with g as its first column, or the skew-circulant one. */
const circulant = (g: Float64Array, corner: number) =>
  matrixOf(g.length, g.length, (i, j) => (i < j ? corner * g[g.length + i - j]! : g[i - j]!));

test('of a product of two vectors it makes that of a circulant and a skew-circulant matrix', (t) => {
  fc.assert(
    fc.property(sides, ([m, n, seed]) => {
      const size = Math.max(m, n);
      const [g, h] = [noise(size, seed), noise(size, seed + 1)];
      const whole = multiply(circulant(g, 1), transpose(circulant(h, -1), size), size);
      const found = new Float64Array(m * n);
      sumCyclic({ data: found, columns: n }, { data: multiply(g, h, 1), columns: size }, size);
      t.true(close(found, cornerOf(whole, size, m, n), 1e-13));
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('its transpose has the same inner products', (t) => {
  fc.assert(
    fc.property(sides, ([m, n, seed]) => {
      const size = Math.max(m, n);
      const [d, r] = [noise(size * size, seed), noise(m * n, seed + 1)];
      const [sum, spread] = [new Float64Array(m * n), new Float64Array(size * size)];
      sumCyclic({ data: sum, columns: n }, { data: d, columns: size }, size);
      sumCyclic({ data: spread, columns: size }, { data: r, columns: n }, size, 'up');
      t.true(Math.abs(dot(sum, r) - dot(d, spread)) < 1e-11);
    }),
    { seed: 2, numRuns: 200 },
  );
});
