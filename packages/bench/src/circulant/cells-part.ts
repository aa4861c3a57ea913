import { registry } from '@tensorpress/all';
import { read } from '@tensorpress/core';
import { errorRate } from '@tensorpress/example-mnist';
import { toLayersModel } from '@tensorpress/tfjs';
import type { CellResult } from '../cells/cell.ts';
import { type CellTable, keptResults, trainCells } from '../cells/train-cells.ts';
import { fixed, integer, markdownTable } from '../markdown.ts';
import type { Part } from '../part.ts';
import { useFlavour } from '../training/flavours.ts';
import { cellNamed, cells, structures, TRAINED } from './cells.ts';
import { testPictures } from './pictures.ts';

const table: CellTable = {
  suite: 'circulant',
  cells: cells.map(({ name }) => name),
  module: new URL('./train-cell.js', import.meta.url),
  async evaluate(cell, file) {
    await useFlavour('simd');
    const net = await toLayersModel(await read(file), registry);
    try {
      return errorRate(net, testPictures(cellNamed(cell).pictures));
    } finally {
      net.dispose();
    }
  },
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
  async measure(settings) {
    await trainCells(table, settings);
    return (await keptResults(table)).map((result) => ({ ...result, losses: [...result.losses] }));
  },

  show(rows) {
    const results = rows as unknown as readonly CellResult[];
    const of = (cell: string) => results.find((result) => result.cell === cell);
    const accuracy = (result?: CellResult) => (result ? `${fixed(100 * (1 - result.error), 2)} %` : '');
    const loss = (result?: CellResult) => (result ? fixed(result.losses.at(-1), 3) : '');
    return [
      '### Structured matrices at equal parameters',
      `A hidden layer of 784 × 784 of some structure, then a dense one to 10 classes, on MNIST and on MNIST with random noise behind the digits, which a committed script makes; ${integer(TRAINED)} pictures to train on and 10,000 to test, as in the sets that the paper used. All are trained alike, with one seed. \`--cell NAME\` trains one anew.`,
      markdownTable(
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
              paper === undefined ? '' : `${fixed(paper, 2)} %`,
            ],
          ];
        }),
      ),
    ].join('\n\n');
  },
};
