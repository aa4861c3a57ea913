import test from 'ava';
import fc from 'fast-check';
import xxhash from 'xxhash-wasm';
import { xxh32 } from './xxh32.ts';

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });

test('hashes two integers to what the reference gives for their bytes', async (t) => {
  const { h32Raw } = await xxhash();
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  fc.assert(
    fc.property(u32, u32, u32, (first, second, seed) => {
      view.setUint32(0, first, true);
      view.setUint32(4, second, true);
      t.is(xxh32(first, second, seed), h32Raw(bytes, seed));
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
