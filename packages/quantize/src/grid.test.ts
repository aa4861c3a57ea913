import test from 'ava';
import fc from 'fast-check';
import { codeOf, gridFor, inRange, squaredError } from './grid.ts';

const grid = { scale: 0.5, zero: 3, max: 7 };
const seed = 2;

test('a code is that of the nearest level', (t) => {
  fc.assert(
    fc.property(fc.float({ noNaN: true, min: -5, max: 5 }), (value) => {
      const distance = (code: number) => Math.abs(value - (code - grid.zero) * grid.scale);
      const code = codeOf(value, grid);
      t.true([0, 1, 2, 3, 4, 5, 6, 7].every((other) => distance(code) <= distance(other)));
    }),
    { seed },
  );
});

test('the squared error is summed up to a limit', (t) => {
  const values = Float32Array.from({ length: 600 }, (_, i) => i);
  const sum = values.reduce((error, value) => error + (value - (codeOf(value, grid) - 3) / 2) ** 2, 0);
  t.is(squaredError(values, grid), sum);
  const cut = squaredError(values, grid, 1);
  t.true(cut > 1 && cut < sum);
});

test('a grid for a step has codes from 0 up for all values, and one for zero', (t) => {
  fc.assert(
    fc.property(fc.array(fc.float({ noNaN: true, min: -9, max: 9 }), { minLength: 1 }), (list) => {
      const made = gridFor(Float32Array.from(list), 0.25);
      t.true(list.every((value) => Math.abs((codeOf(value, made) - made.zero) * 0.25 - value) <= 0.125));
      const codes = [0, ...list].map((value) => codeOf(value, made));
      t.is(Math.min(...codes), 0);
      t.is(Math.max(...codes), made.max);
    }),
    { seed },
  );
});

test('levels beyond the largest f32 are out of range', (t) => {
  t.true(inRange({ scale: 1e36, zero: 128, max: 255 }));
  t.false(inRange({ scale: -3e36, zero: 128, max: 255 }));
});
