import test from 'ava';
import { radicesOf } from './radices-of.ts';

test('radices are 4 or prime, in order but for the fours, and multiply to the size', (t) => {
  for (let n = 1; n < 400; n++) {
    const radices = radicesOf(n);
    t.is(
      radices.reduce((product, radix) => product * radix, 1),
      n,
    );
    const primes = radices.filter((radix) => radix !== 4);
    t.deepEqual(radices, [...radices.filter((radix) => radix === 4), ...primes.sort((a, b) => a - b)]);
    t.true(
      primes.every((prime) => Array.from({ length: prime - 2 }, (_, i) => prime % (i + 2)).every((rest) => rest > 0)),
    );
    t.true(primes.filter((prime) => prime === 2).length < 2);
  }
});
