import test from 'ava';
import fc from 'fast-check';
import { bitReader } from './bit-reader.ts';
import { bitWriter } from './bit-writer.ts';
import { codeLengths } from './code-lengths.ts';
import { type CodeTable, LAYOUT, type Range, readTable, tableFields } from './code-table.ts';
import type { Field } from './integer-codes.ts';

const BYTE: Range = { min: 0, max: 255 };
const WORD: Range = { min: -(2 ** 31), max: 2 ** 31 - 1 };

const widthOf = (fields: readonly Field[]) => fields.reduce((bits, [, width]) => bits + width, 0);

function readerOf(fields: readonly Field[]) {
  const writer = bitWriter(widthOf(fields));
  for (const [value, width] of fields) writer.put(value, width);
  return bitReader(writer.bytes);
}

function read(fields: readonly Field[], range: Range): CodeTable {
  const reader = readerOf(fields);
  const table = readTable(reader, reader.take(2), range);
  reader.finish();
  return table;
}

const tableOf = (counts: ReadonlyMap<number, number>): CodeTable => {
  const values = [...counts.keys()].sort((a, b) => a - b);
  return {
    values,
    lengths: codeLengths(
      values.map((value) => counts.get(value)!),
      24,
    ),
  };
};

test('a table of any values comes back, and ends where it ends', (t) => {
  const value = fc.oneof(fc.integer({ min: -40, max: 40 }), fc.integer({ min: WORD.min, max: WORD.max }));
  const counts = fc.array(fc.tuple(value, fc.integer({ min: 1, max: 100_000 })), { minLength: 1, maxLength: 80 });
  fc.assert(
    fc.property(counts, (given) => {
      const table = tableOf(new Map(given));
      t.deepEqual(read(tableFields(table, WORD), WORD), table);
    }),
    { seed: 1 },
  );
});

test('the table of a bell of 32 neighbouring values takes at most 12 bytes', (t) => {
  const bell = Array.from(
    { length: 32 },
    (_, i) => [i, Math.ceil(1000 * Math.exp(-(((i - 15.5) / 6) ** 2) / 2))] as const,
  );
  t.true(widthOf(tableFields(tableOf(new Map(bell)), BYTE)) <= 12 * 8);
});

test('a table is refused unless its codes are complete', (t) => {
  const head: Field[] = [
    [LAYOUT.dense, 2],
    [1, 1],
    [0, 2],
  ];
  t.deepEqual([...read([...head, [1, 5], [1, 1]], BYTE).lengths], [1, 1]);
  t.throws(() => read([...head, [2, 5], [1, 1]], BYTE), { message: 'the bytes must not end before the last symbol' });
  t.throws(() => read([...head, [1, 5], [1, 2]], BYTE), { message: /codes must have 1 to 24 bits/ });
  t.throws(() => read([...head, [1, 5], [1, 3], [1, 2]], BYTE), { message: /prefix code/ });
});

test('a run may not go on after the codes are complete', (t) => {
  const fields = tableFields({ values: [0, 1, 5], lengths: Uint8Array.of(1, 2, 2) }, BYTE);
  t.is(read(fields, BYTE).values.length, 3);
  const run = fields.findLastIndex(([value, width]) => value === 1 && width === 1);
  t.throws(() => read(fields.with(run - 1, [4, 5]).concat([[15, 4]]), BYTE), { message: /prefix code/ });
});

test('values out of range are refused', (t) => {
  const fields = tableFields({ values: [254, 255, 256], lengths: Uint8Array.of(1, 2, 2) }, WORD);
  t.throws(() => read(fields, BYTE), { message: /values must be from 0 to 255/ });
});
