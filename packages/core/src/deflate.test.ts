import test from 'ava';
import fc from 'fast-check';
import './_arbitraries.test.ts';
import { deflate, inflate } from './deflate.ts';

test('what is deflated is inflated again', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      t.deepEqual(await inflate(await deflate(bytes.slice()), 300), bytes);
    }),
    { numRuns: 20 },
  );
});

test('more than the limit is never inflated', async (t) => {
  const bomb = await deflate(new Uint8Array(2 ** 26));
  t.true(bomb.length < 2 ** 17);
  const before = process.memoryUsage().arrayBuffers;
  await t.throwsAsync(inflate(bomb, 1000), { instanceOf: RangeError, message: /more than 1000 bytes/ });
  t.true(process.memoryUsage().arrayBuffers - before < 2 ** 24);
  t.is((await inflate(bomb, 2 ** 26)).length, 2 ** 26);
});

test('bytes that are not deflated, not all there, or followed by others are refused', async (t) => {
  const bytes = await deflate(new TextEncoder().encode('a header, and a header again'));
  for (let length = 0; length < bytes.length; length++) await t.throwsAsync(inflate(bytes.slice(0, length), 100));
  await t.throwsAsync(inflate(Uint8Array.of(255, 255, 255), 100));
  await t.throwsAsync(inflate(Uint8Array.of(...bytes, 0), 100));
  await t.throwsAsync(inflate(Uint8Array.of(...bytes, ...bytes), 100));
});
