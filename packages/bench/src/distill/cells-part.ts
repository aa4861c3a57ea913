import { type CellTable, measureCells } from '../cells/measure-cells.ts';
import type { Part } from '../part.ts';
import { cellNamed, cells, setOf } from './cells.ts';
import { dsdSection, hashedSection, hintonSection, type Result, recoverySection } from './sections.ts';
import { splitOf } from './splits.ts';

/** The cells of the suite. */
export const cellTable: CellTable = {
  suite: 'distill',
  cells: cells.map(({ name }) => name),
  module: new URL('./train-cell.js', import.meta.url),
  pictures: (name) => splitOf(setOf(cellNamed(name))).testing,
};

/** Networks that learn from what a larger one answers, and what they are compared with. */
export const cellsPart: Part = {
  measure: (settings) => measureCells(cellTable, settings),

  show(rows) {
    const results = rows as unknown as readonly Result[];
    return [
      'Each network is one training; the test set is read once in the end. `--cell NAME` trains one anew, and `--set validate=NAME` trains it without some of the pictures, and looks at those instead.',
      ...hintonSection(results),
      ...hashedSection(results),
      ...recoverySection(results),
      ...dsdSection(results),
    ].join('\n\n');
  },
};
