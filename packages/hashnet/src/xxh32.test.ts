import test from 'ava';
import fc from 'fast-check';
import { referenceHash, u32 } from './_reference.test.ts';
import { xxh32 } from './xxh32.ts';

test('hashes two integers to what the reference gives for their bytes', async (t) => {
  const hash = await referenceHash();
  fc.assert(
    fc.property(u32, u32, u32, (first, second, seed) => {
      t.is(xxh32(first, second, seed), hash(first, second, seed));
    }),
    {
      seed: 1,
      numRuns: 2000,
      examples: [
        [0, 0, 0],
        [2 ** 32 - 1, 2 ** 32 - 1, 2 ** 32 - 1],
      ],
    },
  );
});

test('reads negative integers as the unsigned ones of the same bits', (t) => {
  fc.assert(
    fc.property(u32, u32, u32, (first, second, seed) => {
      t.is(xxh32(first | 0, second | 0, seed | 0), xxh32(first, second, seed));
    }),
    { seed: 1 },
  );
});
