import { type Operation, plainOps, type Tensor } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { close, gradientError, noiseTensor, sides } from './_matrices.test.ts';
import { cyclicSum } from './cyclic-sum.ts';
import { fourierProduct, spectra } from './fourier-product.ts';

const cases = fc.tuple(sides, fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 }));

/** The product as one operation on x and the generators. */
function productOf(m: number, n: number, rank: number): Operation {
  const size = Math.max(m, n);
  const [circular, skew] = [spectra(rank, size, 'circular'), spectra(rank, size, 'skew')];
  const product = fourierProduct(m, n, rank);
  return {
    forward: (x, g, h) => product.forward(x!, circular.forward(g!), skew.forward(h!)),
    gradient(dy, x, g, h) {
      const [left, right] = [circular.forward(g!), skew.forward(h!)];
      const [byX, byLeft, byRight] = product.gradient(dy, x!, left, right);
      const of = (operation: Operation, { shape }: Tensor, data: Float32Array, rows: Tensor<'f32'>) =>
        operation.gradient({ dtype: 'f32', shape, data }, rows)[0]!;
      return [byX!, of(circular, left, byLeft!, g!), of(skew, right, byRight!, h!)];
    },
  };
}

test('the product is that with the matrix, whatever its size', (t) => {
  fc.assert(
    fc.property(cases, ([[m, n, seed], rank, rows]) => {
      const size = Math.max(m, n);
      const [x, g, h] = [
        [rows, m],
        [rank, size],
        [rank, size],
      ].map((shape, i) => noiseTensor(shape, seed + i)) as [Tensor<'f32'>, Tensor<'f32'>, Tensor<'f32'>];
      const matrix = plainOps.apply(cyclicSum(m, n, size), plainOps.matMul(g, h, true));
      const found = productOf(m, n, rank).forward(x, g, h);
      t.deepEqual([...found.shape], [rows, n]);
      t.true(close(found.data, Float32Array.from(plainOps.matMul(x, matrix).data), 1e-6));
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('gradients are those of differences', (t) => {
  fc.assert(
    fc.property(cases, ([[m, n, seed], rank, rows]) => {
      const size = Math.max(m, n);
      const inputs = [
        [rows, m],
        [rank, size],
        [rank, size],
      ].map((shape, i) => noiseTensor(shape, seed + i));
      const error = gradientError(productOf(m, n, rank), inputs, seed + 3);
      t.true(error < 1e-4, `${error}`);
    }),
    { seed: 2, numRuns: 200 },
  );
});
