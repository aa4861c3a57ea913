import test from 'ava';
import fc from 'fast-check';
import { huffmanBits } from './huffman-bits.ts';

test('takes at least the entropy, and less than a bit a symbol more', (t) => {
  fc.assert(
    fc.property(fc.array(fc.nat(1000), { minLength: 2, maxLength: 64 }), (list) => {
      const counts = Float64Array.from(list);
      fc.pre(counts.filter((count) => count > 0).length > 1);
      const total = list.reduce((a, b) => a + b, 0);
      const entropy = list.reduce((sum, count) => (count ? sum - count * Math.log2(count / total) : sum), 0);
      const bits = huffmanBits(counts) - 4 * (counts.findLastIndex((count) => count > 0) + 1);
      t.true(bits >= entropy - 1e-6 && bits < entropy + total);
    }),
    { seed: 3 },
  );
});

test('gives a symbol half as frequent a code one bit longer', (t) => {
  t.is(huffmanBits(Float64Array.of(4, 2, 1, 1)), 4 * 1 + 2 * 2 + 2 * 3 + 4 * 4);
});

test('gives a lone symbol a bit each time', (t) => {
  t.is(huffmanBits(Float64Array.of(0, 9)), 9 + 8);
  t.is(huffmanBits(Float64Array.of(0, 0)), 0);
});
