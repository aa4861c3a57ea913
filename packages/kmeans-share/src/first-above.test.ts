import test from 'ava';
import fc from 'fast-check';
import { firstAbove } from './first-above.ts';

test('finds the same index from wherever the search begins', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 30 })),
      fc.integer({ min: -1, max: 31 }),
      fc.nat(),
      (array, x, seed) => {
        const ascending = Float32Array.from(array).sort();
        const expected = ascending.filter((value) => value <= x).length;
        t.is(firstAbove(ascending, x), expected);
        t.is(firstAbove(ascending, x, seed % (array.length + 1)), expected);
      },
    ),
    { seed: 1 },
  );
});
