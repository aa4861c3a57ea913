import { loaders } from '@tensorpress/all';
import { createRegistry } from '@tensorpress/core';
import { readDigits } from '@tensorpress/example-mnist';
import type { CellResult } from '../cells/cell.ts';
import { type CellTable, LARGE, measureCells } from '../cells/measure-cells.ts';
import { readFashion } from '../fashion-mnist/fashion.ts';
import { fixed, integer, markdownTable, percent } from '../markdown.ts';
import type { Part } from '../part.ts';
import { budgetOf } from './budgets.ts';
import { type Cell, cellNamed, cells, isDigitCell, type Method, type Table } from './cells.ts';
import { residualBudget } from './clothes.ts';
import { fixedFactor } from './fixed-factor.ts';
import { published } from './published.ts';
import { randomEdges } from './random-edges.ts';

/** What the methods are called in tables and figures. */
export const methodNames: Readonly<Record<Method, string>> = {
  hashnet: 'hashnet',
  dense: 'dense, fewer units',
  'random-edges': 'random edge removal',
  'fixed-factor': 'low rank, one factor fixed at random',
  deepthin: 'deepthin',
  'multi-hash': 'multi-hash',
  factors: 'low rank, both factors trained',
  prune: 'prune (half of the epochs dense)',
};

const table: CellTable = {
  suite: 'weight-sharing',
  cells: cells.map(({ name }) => name),
  module: new URL('./train-cell.js', import.meta.url),
  pictures: (cell) => (isDigitCell(cellNamed(cell)) ? readDigits('test') : readFashion('test')),
  codecs: createRegistry({
    ...loaders,
    'fixed-factor': async () => fixedFactor,
    'random-edges': async () => randomEdges,
  }),
};

/** Networks that are trained from scratch with few parameters. */
export const cellsPart: Part = {
  measure: (settings) => measureCells(table, settings),

  show(rows) {
    const results = rows as unknown as readonly CellResult[];
    return [
      '### Networks trained from scratch with few parameters',
      `Each cell is one training, with one seed, and the test set is read once in the end: Adam, a rate that falls to zero, the same epochs and batches for all methods at a size; rates, and dropout or none, as recipes.ts says. Parameters are counted as the paper on HashedNets does, biases included; what takes no storage (hashes, random masks and factors) is free. \`--cell NAME\` trains one anew, and \`--set validate=NAME\` trains it without some of the pictures, looks at those instead of at the test set, and keeps nothing; with \`--resume\` either goes on where it was interrupted. Files of up to ${integer(LARGE)} bytes are committed, and their errors are measured anew in each run. Minutes are those of a machine that was doing other things too.`,
      ...matrix('784-1000-10 on MNIST', '3L', results),
      '![Error by parameters](figures/weight-sharing-size.svg)',
      ...matrix('784-1000-1000-1000-10 on MNIST', '5L', results),
      ...matrix('The storage of 50 hidden units, made wider', 'inflate', results),
      '![Error by units](figures/weight-sharing-inflate.svg)',
      ...matrix('A residual network on Fashion-MNIST', 'fashion', results),
      '#### All cells',
      markdownTable(
        [
          'cell',
          'may have',
          'parameters',
          'bytes',
          'test error',
          'epochs',
          'loss halfway',
          'loss in the end',
          'minutes',
        ],
        results.map(({ cell, parameters, bytes, error, epochs, losses, seconds }) => [
          `\`${cell}\``,
          integer(mayHave(cellNamed(cell))),
          integer(parameters),
          integer(bytes),
          percent(error),
          epochs,
          fixed(losses[losses.length >> 1], 3),
          fixed(losses.at(-1), 3),
          fixed(seconds / 60, 1),
        ]),
      ),
    ].join('\n\n');
  },
};

/** The parameters that a cell may have. */
const mayHave = (cell: Cell): number => (isDigitCell(cell) ? budgetOf(cell) : residualBudget(cell.factor));

/** Test errors of a table, by method and factor, beside those of the paper where it has some. */
function matrix(title: string, table: Table, results: readonly CellResult[]): string[] {
  const own = cells.filter((cell) => cell.table === table && results.some((result) => result.cell === cell.name));
  if (own.length === 0) return [];
  const errorOf = (cell: string) => results.find((result) => result.cell === cell)?.error;
  const columns = [...new Set(own.map(({ factor }) => factor))].map((factor) => ({
    factor,
    printed: own.some((cell) => cell.factor === factor && cell.name in published),
  }));
  const sign = table === 'inflate' ? '×' : '1/';
  const head = columns.flatMap(({ factor, printed }) => [`${sign}${factor}`, ...(printed ? ['paper'] : [])]);
  const lines = [...new Set(own.map(({ method }) => method))].map((method) => [
    methodNames[method],
    ...columns.flatMap(({ factor, printed }) => {
      const cell = `${table}/${factor}/${method}`;
      const [found, paper] = [errorOf(cell), published[cell]];
      return [
        found === undefined ? '' : percent(found),
        ...(printed ? [paper === undefined ? '' : percent(paper / 100)] : []),
      ];
    }),
  ]);
  return [`#### ${title}`, markdownTable(['test error', ...head], lines)];
}
