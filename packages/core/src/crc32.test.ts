import test from 'ava';
import { crc32 } from './crc32.ts';

const ascii = (text: string) => new TextEncoder().encode(text);

test('the checksum has the values that are published for it', (t) => {
  t.is(crc32(ascii('123456789')), 0xcbf43926);
  t.is(crc32(ascii('')), 0);
  t.is(crc32(ascii('The quick brown fox jumps over the lazy dog')), 0x414fa339);
  t.is(crc32(new Uint8Array(32)), 0x190a55ad);
});

test('a flipped bit changes the checksum', (t) => {
  const bytes = ascii('weights');
  const before = crc32(bytes);
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    const damaged = bytes.slice();
    damaged[bit >> 3]! ^= 1 << (bit & 7);
    t.not(crc32(damaged), before);
  }
});
