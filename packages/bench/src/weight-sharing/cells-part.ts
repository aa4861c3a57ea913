import { fixed, integer, markdownTable } from '../markdown.ts';
import type { Part } from '../part.ts';
import type { Method, Table } from './cells.ts';
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
    const of = (table: Table) => results.filter(({ cell }) => cell.startsWith(`${table}/`));
    return [
      '### Networks trained from scratch with few parameters',
      'Each cell is one training: Adam, rate falling to zero, the same epochs, batches, rates and dropout for all methods at a size, one seed, the test set read once in the end. Parameters are counted as the paper on HashedNets does, biases included; what needs no storage (hashes, random masks and factors) is free. `--cell NAME` trains one, `--resume` goes on where it was interrupted, `--set validate=NAME` looks at 10,000 held-out digits instead.',
      ...section('784-1000-10', of('3L'), 'weight-sharing-size.svg'),
      ...section('784-1000-1000-1000-10', of('5L')),
      ...section('The storage of 50 hidden units, made wider', of('inflate'), 'weight-sharing-inflate.svg'),
      ...section('A residual network on Fashion-MNIST', of('fashion')),
    ].join('\n\n');
  },
};

function section(title: string, results: readonly CellResult[], figure?: string): string[] {
  if (results.length === 0) return [];
  const known = results.some(({ cell }) => cell in published);
  const rows = results.map((result) => {
    const [, factor, method] = result.cell.split('/') as [Table, string, Method];
    const paper = published[result.cell];
    return [
      `\`${result.cell}\``,
      `${methodNames[method]}, ${result.cell.startsWith('inflate') ? '×' : '1/'}${factor}`,
      integer(result.parameters),
      integer(result.bytes),
      `${fixed(100 * result.error, 2)} %`,
      ...(known ? [paper === undefined ? '' : `${fixed(paper, 2)} %`] : []),
      `${result.epochs}`,
      `${fixed(result.seconds / 60, 1)} min`,
    ];
  });
  const head = [
    'cell',
    'method',
    'parameters',
    'bytes',
    'test error',
    ...(known ? ['paper'] : []),
    'epochs',
    'trained in',
  ];
  return [`#### ${title}`, markdownTable(head, rows), ...(figure ? [`![${title}](figures/${figure})`] : [])];
}
