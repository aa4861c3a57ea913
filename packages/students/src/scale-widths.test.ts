import test from 'ava';
import { scaleWidths } from './scale-widths.ts';

test('widths are rounded down to multiples, and never to nothing', (t) => {
  t.deepEqual(scaleWidths([32, 64, 100], 0.75), [24, 48, 75]);
  t.deepEqual(scaleWidths([10, 100], 0.33), [3, 33]);
  t.deepEqual(scaleWidths([10, 100], 0.33, 4), [4, 32]);
  t.deepEqual(scaleWidths([1], 0.01), [1]);
});

test('a product that is an integer stays one', (t) => {
  // 70 × 0.7 is 48.99999999999999 in floating point.
  t.deepEqual(scaleWidths([70], 0.7), [49]);
});
