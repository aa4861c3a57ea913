import test from 'ava';
import fc from 'fast-check';
import { bestTable } from './best-table.ts';
import { codeLengths } from './code-lengths.ts';
import { tableFields } from './code-table.ts';

const RANGE = { min: 0, max: 1000 };

const counts = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 2, maxLength: 256 });

const alphabetOf = (given: readonly number[]) => {
  const values = given.map((_, value) => value);
  return { values, keys: values, counts: given, symbols: new Uint8Array(0) };
};

test('the table makes the whole hardly longer than optimal codes do', (t) => {
  fc.assert(
    fc.property(counts, (given) => {
      const optimal = codeLengths(given, 24);
      const fields = tableFields({ values: given.map((_, value) => value), lengths: optimal }, RANGE);
      const bits =
        fields.reduce((sum, [, width]) => sum + width, 0) +
        given.reduce((sum, count, i) => sum + count * optimal[i]!, 0);
      t.true(bestTable(alphabetOf(given), RANGE).bits <= bits * 1.0005);
    }),
    { seed: 1 },
  );
});

test('the table of counts that scatter is shorter than that of optimal codes', (t) => {
  const given = Array.from({ length: 128 }, (_, i) => 4 + ((i * 37) % 8));
  const optimal = tableFields({ values: given.map((_, value) => value), lengths: codeLengths(given, 24) }, RANGE);
  t.true(
    bestTable(alphabetOf(given), RANGE).fields.reduce((sum, [, width]) => sum + width, 0) <
      optimal.reduce((sum, [, width]) => sum + width, 0),
  );
});

test('codes are no longer than two in a look-up may be, where that costs next to nothing', (t) => {
  const geometric = Array.from({ length: 15 }, (_, i) => 2 ** (14 - i));
  t.true(Math.max(...codeLengths(geometric, 24)) > 12);
  t.true(Math.max(...bestTable(alphabetOf(geometric), RANGE).lengths) <= 12);
});
