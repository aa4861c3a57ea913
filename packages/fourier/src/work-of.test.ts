import test from 'ava';
import { realWorkOf } from './work-of.ts';

test('sizes without large prime factors take less work than those about them that have some', (t) => {
  for (const [smooth, prime] of [
    [784, 787],
    [1024, 1021],
    [1000, 2 * 499],
    [4096, 4093],
  ] as const) {
    t.true(2 * realWorkOf(smooth) < realWorkOf(prime));
  }
});

test('work grows but a little faster than a size', (t) => {
  for (let n = 2; n < 2 ** 16; n *= 2) {
    const ratio = realWorkOf(2 * n) / realWorkOf(n);
    t.true(ratio >= 2 && ratio < 3);
  }
});
