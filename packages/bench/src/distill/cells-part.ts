import { type CellTable, measureCells } from '../cells/measure-cells.ts';
import { integer, markdownTable, percent } from '../markdown.ts';
import type { Part } from '../part.ts';
import { cellNamed, cells, recipes } from './cells.ts';
import { tasks } from './recovery.ts';
import type { Recovered } from './train-cell.ts';

const table: CellTable = {
  suite: 'distill',
  cells: cells.map(({ name }) => name),
  module: new URL('./train-cell.js', import.meta.url),
  pictures: (cell) => tasks[cellNamed(cell).network].pictures('test'),
};

const names = { lenet: 'LeNet-300-100, MNIST', clothes: 'residual network, Fashion-MNIST' } as const;

/** Networks that were made much smaller and trained on, with labels or with the original as teacher. */
export const cellsPart: Part = {
  measure: (settings) => measureCells(table, settings),

  show(rows) {
    const results = rows as unknown as readonly Recovered[];
    const of = (name: string) => results.find(({ cell }) => cell === name);
    const shown = cells.filter(({ by, name }) => by === 'finetune' && of(name));
    const better = shown.filter(({ name }) => {
      const distilled = of(name.replace('finetune', 'distill'));
      return distilled && distilled.error < of(name)!.error;
    });
    const { temperature, alpha } = recipes.lenet;
    return [
      '### What a compressed network wins back',
      `A trained network is made much smaller, then trained on with the same steps: by its labels (*finetune*), or with the network that it was as its teacher (*distill*, T = ${temperature}, α = ${alpha}). ${recipes.lenet.epochs} epochs on MNIST, ${recipes.clothes.epochs} on Fashion-MNIST, one seed; test errors. \`distill\` has the smaller one in ${better.length} of ${shown.length}.`,
      '![Test errors after finetune and distill](figures/distill-recovery.svg)',
      markdownTable(
        ['network', 'made smaller by', 'parameters', 'before', 'finetune', 'distill'],
        shown.map(({ name, network, pipeline }) => {
          const own = of(name)!;
          const distilled = of(name.replace('finetune', 'distill'));
          return [
            names[network],
            pipeline,
            integer(own.parameters),
            percent(own.before),
            percent(own.error),
            distilled ? percent(distilled.error) : '',
          ];
        }),
      ),
    ].join('\n\n');
  },
};
