import test from 'ava';
import { psnr, relativeError } from './distance.ts';

test('distances are those of their definitions', (t) => {
  t.is(relativeError([3, 4], [3, 4]), 0);
  t.is(relativeError([0, 0], [3, 4]), 1);
  t.is(relativeError([0, 0], [0, 0]), 0);
  t.is(psnr([0.1, 0.9], [0, 1]).toFixed(6), '20.000000');
  t.is(psnr([1], [1]), Number.POSITIVE_INFINITY);
});
