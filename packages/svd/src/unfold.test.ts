import { plainOps, sizeOf, type Tensor } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { fold, matrixSides, unfold, unfoldingFor } from './unfold.ts';

const counting = (shape: readonly number[]): Tensor<'f32'> => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => i),
});

test('folding undoes unfolding', (t) => {
  const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 5 });
  fc.assert(
    fc.property(shapes, fc.constantFrom('auto', 'channel', 'spatial'), (shape, wanted) => {
      const tensor = counting(shape);
      const unfolding = unfoldingFor(shape, wanted);
      const matrix: Tensor = { ...tensor, shape: matrixSides(shape, unfolding), data: unfold(tensor, unfolding) };
      t.deepEqual(fold(plainOps, matrix, shape, unfolding), tensor);
    }),
    { seed: 3 },
  );
});

test('a spatial matrix has a row for each place along the height and input, a column for each along the width and output', (t) => {
  const [h, w, inputs, outputs] = [2, 3, 4, 5];
  const tensor = counting([h, w, inputs, outputs]);
  t.deepEqual(matrixSides(tensor.shape, 'spatial'), [h * inputs, w * outputs]);
  const matrix = unfold(tensor, 'spatial');
  const at = (y: number, x: number, i: number, o: number) => ((y * w + x) * inputs + i) * outputs + o;
  t.is(matrix[(1 * inputs + 2) * w * outputs + 2 * outputs + 3], at(1, 2, 2, 3));
  t.is(matrix[(0 * inputs + 3) * w * outputs + 1 * outputs + 4], at(0, 1, 3, 4));
});

test('kernels are unfolded to what takes fewer parameters at the same rank', (t) => {
  t.is(unfoldingFor([3, 3, 64, 64], 'auto'), 'spatial');
  t.is(unfoldingFor([3, 3, 3, 64], 'auto'), 'channel');
  t.is(unfoldingFor([1, 1, 64, 64], 'auto'), 'channel');
});

test('what has no height and width is unfolded by channels, whatever is asked for', (t) => {
  for (const shape of [
    [20, 30],
    [3, 20, 30],
    [2, 3, 4, 5, 6],
  ]) {
    t.is(unfoldingFor(shape, 'spatial'), 'channel');
    t.deepEqual(matrixSides(shape, 'channel'), [sizeOf(shape.slice(0, -1)), shape.at(-1)!]);
  }
});
