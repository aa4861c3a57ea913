import test from 'ava';
import fc from 'fast-check';
import { fitGrid } from './fit-grid.ts';
import { codeOf, type Grid, squaredError } from './grid.ts';

const numbers = fc.float({ noNaN: true, min: -1000, max: 1000 });
const lists = fc.array(numbers, { minLength: 1, maxLength: 300 }).map((list) => Float32Array.from(list));
const bitWidths = fc.integer({ min: 1, max: 8 });
const round = (scale: number): number => scale;
const seed = 1;

const levelOf = (value: number, grid: Grid): number => (codeOf(value, grid) - grid.zero) * grid.scale;

test('the range leaves no value further than half a step from its level', (t) => {
  fc.assert(
    fc.property(lists, bitWidths, fc.boolean(), (values, bits, symmetric) => {
      const grid = fitGrid(values, { bits, symmetric, step: 'range', round });
      const half = Math.abs(grid.scale) / 2;
      // A zero that is far off and no integer is an f32, too.
      const slack = 1e-6 * (half + Math.max(...values.map(Math.abs)));
      t.true(values.every((value) => Math.abs(value - levelOf(value, grid)) <= half + slack));
    }),
    { seed },
  );
});

test('the least squared error is never more than that of the range', (t) => {
  fc.assert(
    fc.property(lists, bitWidths, fc.boolean(), (values, bits, symmetric) => {
      const error = (step: 'range' | 'mse') => squaredError(values, fitGrid(values, { bits, symmetric, step, round }));
      t.true(error('mse') <= error('range'));
    }),
    { seed },
  );
});

test('zero is a level wherever the values reach both sides of it', (t) => {
  fc.assert(
    fc.property(lists, bitWidths, fc.constantFrom('range', 'mse'), (values, bits, step) => {
      const around = Float32Array.from([...values, 1, -1]);
      t.is(Math.abs(levelOf(0, fitGrid(around, { bits, symmetric: false, step, round }))), 0);
      if (bits > 1) t.is(Math.abs(levelOf(0, fitGrid(around, { bits, symmetric: true, step, round }))), 0);
    }),
    { seed },
  );
});

test('one value that all share is a level', (t) => {
  for (const symmetric of [true, false]) {
    const values = new Float32Array(9).fill(-0.3);
    for (const bits of [2, 8]) {
      const grid = fitGrid(values, { bits, symmetric, step: 'range', round });
      t.true(Math.abs(levelOf(values[0]!, grid) - values[0]!) < 1e-12);
    }
  }
});

test('the side that reaches further has the level more', (t) => {
  const options = { bits: 2, symmetric: true, step: 'range', round } as const;
  t.is(levelOf(2, fitGrid(Float32Array.of(2, -1), options)), 2);
  t.is(levelOf(-2, fitGrid(Float32Array.of(1, -2), options)), -2);
});

test('the step of 1 bit is twice the mean magnitude where that has the least squared error', (t) => {
  const values = Float32Array.of(1, 2, 3, -1, -2, -3, 6, -6);
  const { scale, zero } = fitGrid(values, { bits: 1, symmetric: true, step: 'mse', round });
  t.is(zero, 0.5);
  t.true(Math.abs(scale - 6) < 1e-9);
});

test('an outlier is cut off where many small values are better off without it', (t) => {
  const values = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i));
  values[500] = 8;
  const { scale } = fitGrid(values, { bits: 4, symmetric: true, step: 'mse', round });
  const { scale: spanning } = fitGrid(values, { bits: 4, symmetric: true, step: 'range', round });
  t.true(Math.abs(scale) < Math.abs(spanning) / 2);
});
