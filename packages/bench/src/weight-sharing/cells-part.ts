import { fixed, integer, markdownTable } from '../markdown.ts';
import type { Part } from '../part.ts';
import { cells, type Method, type Table } from './cells.ts';
import { published } from './published.ts';
import type { CellResult } from './train-cell.ts';
import { keptResults, trainCells } from './train-cells.ts';

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

/** Networks that are trained from scratch with few parameters. */
export const cellsPart: Part = {
  async measure(settings) {
    await trainCells(settings);
    return (await keptResults()).map((result) => ({
      ...result,
      dropout: { ...result.dropout },
      losses: [...result.losses],
    }));
  },

  show(rows) {
    const results = rows as unknown as readonly CellResult[];
    return [
      '### Networks trained from scratch with few parameters',
      'Each cell is one training, with one seed, and the test set is read once in the end: Adam, a rate that falls to zero, the same epochs and batches for all methods at a size; rates, and dropout or none, as recipes.ts says. Parameters are counted as the paper on HashedNets does, biases included; what takes no storage (hashes, random masks and factors) is free. `--cell NAME` trains one, `--resume` goes on where it was interrupted, `--set validate=NAME` looks at 10,000 held-out digits instead. Files up to 450 kB are committed, and their errors are measured anew in each run. Minutes are those of a machine that was doing other things too.',
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
        results.map(({ cell, budget, parameters, bytes, error, epochs, losses, seconds }) => [
          `\`${cell}\``,
          integer(budget),
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

const percent = (share: number): string => `${fixed(100 * share, 2)} %`;

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
