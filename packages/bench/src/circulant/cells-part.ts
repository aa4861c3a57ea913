import type { CellResult } from '../cells/cell.ts';
import { type CellTable, measureCells } from '../cells/measure-cells.ts';
import { fixed, integer, markdownTable, percent } from '../markdown.ts';
import type { Part } from '../part.ts';
import { cellNamed, cells, recipes, slower, structures, TRAINED } from './cells.ts';
import { testPictures } from './pictures.ts';

const table: CellTable = {
  suite: 'circulant',
  cells: cells.map(({ name }) => name),
  module: new URL('./train-cell.js', import.meta.url),
  pictures: (cell) => testPictures(cellNamed(cell).pictures),
};

/** Accuracies on digits with noise behind them of the paper's table, in percent. */
const printed: Readonly<Record<string, number>> = {
  dense: 65.15,
  'ldr-td-1': 78.45,
  'toeplitz-like-4': 75.75,
  circulant: 65.35,
  'low-rank-4': 52.25,
};

/** Layers of several structures at equal parameters. */
export const cellsPart: Part = {
  measure: (settings) => measureCells(table, settings),

  show(rows) {
    const results = rows as unknown as readonly CellResult[];
    const exceptions = Object.entries(slower).map(([cell, rate]) => `${cell} (${rate})`);
    return [
      '### Structured matrices at equal parameters',
      `A hidden layer of 784 × 784 of some structure, then a dense one to 10 classes, on MNIST and on MNIST with random noise behind the digits, which a committed script makes; ${integer(TRAINED)} pictures to train on and 10,000 to test, as in the sets that the paper used. All are trained alike for ${recipes.hidden.epochs} epochs, with one seed and Adam's step of ${recipes.hidden.learningRate}, but for ${exceptions}, whose first steps went astray at that and were not made good; *loss* is that of the last epoch. \`--cell NAME\` trains one anew.`,
      '![Accuracies and parameters by structure](figures/circulant-structures.svg)',
      hiddenTable(results),
      ...lenet(results),
    ].join('\n\n');
  },
};

function hiddenTable(results: readonly CellResult[]): string {
  const of = (cell: string) => results.find((result) => result.cell === cell);
  const accuracy = (result?: CellResult) => (result ? percent(1 - result.error) : '');
  const loss = (result?: CellResult) => (result ? fixed(result.losses.at(-1), 3) : '');
  return markdownTable(
    ['layer', 'parameters', 'MNIST', 'loss', 'with noise', 'loss', 'paper, with noise'],
    Object.keys(structures).flatMap((method) => {
      const [plain, noisy] = [of(`mnist/${method}`), of(`noise/${method}`)];
      const known = plain ?? noisy;
      if (!known) return [];
      const paper = printed[method];
      return [
        [
          method,
          integer(known.parameters),
          accuracy(plain),
          loss(plain),
          accuracy(noisy),
          loss(noisy),
          paper === undefined ? '' : percent(paper / 100),
        ],
      ];
    }),
  );
}

function lenet(results: readonly CellResult[]): string[] {
  const own = results.filter(({ cell }) => cell.startsWith('lenet/'));
  const dense = own.find(({ cell }) => cell === 'lenet/dense');
  if (!dense) return [];
  return [
    '#### LeNet-5 with dense layers of circulant blocks, on MNIST',
    `All are trained alike for ${recipes.lenet.epochs} epochs from fresh weights; convolutions stay as they are. *Fewer*: parameters of the dense layers with their biases.`,
    markdownTable(
      ['dense layers', 'parameters', 'fewer', 'test error', 'loss in the end'],
      own.map(({ cell, parameters, error, losses }) => [
        cell.slice('lenet/'.length),
        integer(parameters),
        `${((dense.parameters - CONVOLUTIONS) / (parameters - CONVOLUTIONS)).toPrecision(3)}×`,
        percent(error),
        fixed(losses.at(-1), 4),
      ]),
    ),
  ];
}

/** Parameters of the convolutions of LeNet-5. */
const CONVOLUTIONS = 25_570;
