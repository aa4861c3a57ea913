import test from 'ava';
import { fourierOf } from './fourier.ts';
import { recent } from './recent.ts';

test('the same size gives the same transform until many others came', (t) => {
  const fourier = recent(fourierOf);
  const first = fourier(12);
  for (let n = 1; n < 12; n++) fourier(n);
  t.is(fourier(12), first);
  for (let n = 20; n < 40; n++) fourier(n);
  t.not(fourier(12), first);
});
