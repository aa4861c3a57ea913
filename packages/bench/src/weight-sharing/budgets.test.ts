import test from 'ava';
import { budgetOf, denseWidths, layersOf, widthsOf } from './budgets.ts';
import { cells, isDigitCell } from './cells.ts';

test('parameters are counted as the paper on HashedNets does', (t) => {
  t.is(budgetOf({ table: '3L', factor: 1 }), 795_010);
  t.is(budgetOf({ table: '3L', factor: 8 }), 99_376);
  t.is(budgetOf({ table: '3L', factor: 64 }), 12_422);
  t.is(budgetOf({ table: '5L', factor: 1 }), 785_000 + 2 * 1_001_000 + 10_010);
});

test('a network that is inflated keeps the storage of 50 units', (t) => {
  for (const factor of [1, 4, 16]) {
    t.is(budgetOf({ table: 'inflate', factor }), 785 * 50 + 51 * 10);
    t.deepEqual(widthsOf({ table: 'inflate', factor }), [784, 50 * factor, 10]);
    t.deepEqual(
      layersOf({ table: 'inflate', factor }).map(({ inputs, units }) => [inputs, units]),
      [
        [784, 50 * factor],
        [50 * factor, 10],
      ],
    );
  }
});

test('the dense network of a cell is the widest with no more parameters', (t) => {
  for (const cell of cells.filter(isDigitCell)) {
    const size = (width: number) => {
      const all = widthsOf(cell).map((units, i, { length }) => (i > 0 && i < length - 1 ? width : units));
      return all.slice(1).reduce((sum, units, i) => sum + (all[i]! + 1) * units, 0);
    };
    const width = denseWidths(cell)[1]!;
    t.true(size(width) <= budgetOf(cell) && size(width + 1) > budgetOf(cell), cell.name);
  }
});
