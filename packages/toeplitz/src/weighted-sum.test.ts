import { plainOps, type Tensor } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { close, cornerOf, gradientError, matrixOf, multiply, noiseTensor, sides, transpose } from './_matrices.test.ts';
import { cyclicSum } from './cyclic-sum.ts';
import { weightedSum } from './weighted-sum.ts';

const scaled = (x: Tensor<'f32'>, factor: number): Tensor<'f32'> => ({
  ...x,
  data: x.data.map((value) => factor * value),
});

/** The operator of such weights, as a matrix. */
const operatorOf = ({ data }: Tensor<'f32'>, corner: number) =>
  matrixOf(data.length, data.length, (i, j) => ((j + 1) % data.length === i ? (i === 0 ? corner : 1) + data[i]! : 0));

test('the sum is that of all powers, for whatever weights', (t) => {
  fc.assert(
    fc.property(sides, ([m, n, seed]) => {
      const size = Math.max(m, n);
      const [d, a, b] = [
        noiseTensor([size, size], seed),
        noiseTensor([1, size], seed + 1),
        noiseTensor([1, size], seed + 2),
      ];
      const [left, right] = [operatorOf(a, 1), transpose(operatorOf(b, -1), size)];
      const expected = new Float64Array(size * size);
      let term: Float64Array = Float64Array.from(d.data);
      for (let k = 0; k < size; k++) {
        for (const [at, value] of term.entries()) expected[at]! += value;
        term = multiply(multiply(left, term, size), right, size);
      }
      const { data, shape } = weightedSum(m, n, size).forward(d, a, b);
      t.deepEqual([...shape], [m, n]);
      t.true(close(data, cornerOf(expected, size, m, n), 1e-6));
    }),
    { seed: 3, numRuns: 200 },
  );
});

test('operators that have no more than Z₁ and Z₋₁ give what these give', (t) => {
  fc.assert(
    fc.property(sides, ([m, n, seed]) => {
      const size = Math.max(m, n);
      const d = noiseTensor([size, size], seed);
      const none = scaled(noiseTensor([1, size], seed), 0);
      t.deepEqual(plainOps.apply(weightedSum(m, n, size), d, none, none), plainOps.apply(cyclicSum(m, n, size), d));
    }),
    { seed: 1, numRuns: 50 },
  );
});

test('gradients are those of differences', (t) => {
  fc.assert(
    fc.property(sides, ([m, n, seed]) => {
      const size = Math.max(m, n);
      const [a, b] = [scaled(noiseTensor([1, size], seed), 0.3), scaled(noiseTensor([1, size], seed + 1), 0.3)];
      const error = gradientError(weightedSum(m, n, size), [noiseTensor([size, size], seed + 2), a, b], seed + 3);
      t.true(error < 1e-4, `${error}`);
    }),
    { seed: 2, numRuns: 200 },
  );
});

test('gradients stay what they are where going round once changes nothing', (t) => {
  for (const size of [1, 2, 5, 8]) {
    const a = scaled(noiseTensor([1, size], 1), 0);
    // Z₁ on both sides.
    const b = { ...a, data: a.data.map((_, j) => (j === 0 ? 2 : 0)) };
    const error = gradientError(weightedSum(size, size, size), [noiseTensor([size, size], 2), a, b], 3);
    t.true(error < 1e-4, `${size}: ${error}`);
  }
});
