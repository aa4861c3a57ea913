import test from 'ava';
import fc from 'fast-check';
import { canonicalCodes, canonicalOrder, LONGEST } from './canonical-codes.ts';
import { codeLengths } from './code-lengths.ts';

const lengths = fc
  .array(fc.integer({ min: 1, max: 1000 }), { minLength: 2, maxLength: 100 })
  .map((counts) => codeLengths(counts, 12));

test('no code begins another', (t) => {
  fc.assert(
    fc.property(lengths, (given) => {
      const codes = Array.from(canonicalCodes(given), (code) =>
        (code >>> 8)
          .toString(2)
          .padStart(LONGEST, '0')
          .slice(0, code & 255),
      ).sort();
      t.true(codes.every((code, i) => i === 0 || !code.startsWith(codes[i - 1]!)));
    }),
    { seed: 1 },
  );
});

test('codes rise with their length, and with the symbol among those of one length', (t) => {
  fc.assert(
    fc.property(lengths, (given) => {
      const codes = canonicalCodes(given);
      const order = [...canonicalOrder(given)];
      t.true(order.every((symbol, i) => i === 0 || codes[symbol]! >>> 8 > codes[order[i - 1]!]! >>> 8));
      t.true(order.every((symbol, i) => i === 0 || given[symbol]! >= given[order[i - 1]!]!));
      t.true(given.every((length, symbol) => (codes[symbol]! & 255) === length));
    }),
    { seed: 2 },
  );
});
