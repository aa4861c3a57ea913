import test from 'ava';
import fc from 'fast-check';
import { choiceLayout, choicesOf, fromChoices, keepPattern, toChoices } from './n-of-m.ts';

const patterns = fc
  .integer({ min: 2, max: 10 })
  .chain((m) => fc.record({ n: fc.integer({ min: 1, max: m - 1 }), m: fc.constant(m) }));
const matrices = fc
  .record({ rows: fc.integer({ min: 1, max: 25 }), columns: fc.integer({ min: 1, max: 6 }) })
  .chain(({ rows, columns }) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      data: fc.float32Array({ noNaN: true, minLength: rows * columns, maxLength: rows * columns }),
    }),
  );
const seed = 5;

test('keeps the n largest of every m down each column', (t) => {
  fc.assert(
    fc.property(matrices, patterns, ({ rows, columns, data }, { n, m }) => {
      const mask = keepPattern(data, rows, columns, { n, m });
      for (let column = 0; column < columns; column++) {
        for (let top = 0; top < rows; top += m) {
          const size = Math.min(m, rows - top);
          const group = Array.from({ length: size }, (_, i) => (top + i) * columns + column);
          const magnitudes = (mark: number) => group.filter((i) => mask[i] === mark).map((i) => Math.abs(data[i]!));
          t.is(magnitudes(1).length, Math.min(n, size));
          t.true(Math.min(...magnitudes(1)) >= Math.max(0, ...magnitudes(0)));
        }
      }
    }),
    { seed },
  );
});

test('choices decode to the weights they were made of, column by column', (t) => {
  fc.assert(
    fc.property(matrices, patterns, ({ rows, columns, data }, pattern) => {
      const mask = keepPattern(data, rows, columns, pattern);
      const symbols = toChoices(mask, rows, columns, pattern);
      const { bits, length, kept } = choiceLayout(rows, columns, pattern);
      const elements = fromChoices(symbols, rows, columns, pattern);
      t.is(symbols.length, length);
      t.is(elements.length, kept);
      t.true(symbols.every((symbol) => symbol < 2 ** bits));
      const downwards = [...elements].map((i) => (i % columns) * rows + Math.floor(i / columns));
      t.deepEqual(
        downwards,
        [...downwards].sort((a, b) => a - b),
      );
      t.deepEqual(
        [...elements].sort((a, b) => a - b),
        [...mask.keys()].filter((i) => mask[i]),
      );
    }),
    { seed },
  );
});

test('puts three choices of 2 in 4 in a byte', (t) => {
  t.deepEqual([...choicesOf({ n: 2, m: 4 })], [0b0011, 0b0101, 0b0110, 0b1001, 0b1010, 0b1100]);
  t.deepEqual(choiceLayout(24, 1, { n: 2, m: 4 }), { groups: 3, bits: 8, length: 2, kept: 12 });
});

test('keeps the upper of equal weights', (t) => {
  t.deepEqual([...keepPattern(Float32Array.of(1, -1, 1, 1), 4, 1, { n: 2, m: 4 })], [1, 1, 0, 0]);
});

test('rejects symbols that are too many, too large, or point below the matrix', (t) => {
  const pattern = { n: 1, m: 4 };
  t.throws(() => fromChoices([0, 0], 4, 1, pattern), { message: /1 symbols/ });
  t.throws(() => fromChoices([4], 4, 1, pattern), { message: /choices/ });
  t.deepEqual([...fromChoices([0, 1], 6, 1, pattern)], [0, 5]);
  t.throws(() => fromChoices([0, 2], 6, 1, pattern), { message: /choices/ });
});
