import { registry } from '@tensorpress/all';
import { read } from '@tensorpress/core';
import { errorRate } from '@tensorpress/example-mnist';
import { toLayersModel } from '@tensorpress/tfjs';
import { type CellTable, keptResults, trainCells } from '../cells/train-cells.ts';
import { fixed, integer, markdownTable } from '../markdown.ts';
import type { Part } from '../part.ts';
import { useFlavour } from '../training/flavours.ts';
import { cellNamed, cells, recipes } from './cells.ts';
import { tasks } from './recovery.ts';
import type { Recovered } from './train-cell.ts';

const table: CellTable = {
  suite: 'distill',
  cells: cells.map(({ name }) => name),
  module: new URL('./train-cell.js', import.meta.url),
  async evaluate(cell, file) {
    await useFlavour('simd');
    const net = await toLayersModel(await read(file), registry);
    try {
      return errorRate(net, tasks[cellNamed(cell).network].pictures('test'));
    } finally {
      net.dispose();
    }
  },
};

const names = { lenet: 'LeNet-300-100, MNIST', clothes: 'residual network, Fashion-MNIST' } as const;
const percent = (share?: number): string => (share === undefined ? '' : `${fixed(100 * share, 2)} %`);

/** Networks that were made much smaller and trained on, with labels or with the original as teacher. */
export const cellsPart: Part = {
  async measure(settings) {
    await trainCells(table, settings);
    return (await keptResults(table)).map((result) => ({ ...result, losses: [...result.losses] }));
  },

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
            percent(distilled?.error),
          ];
        }),
      ),
    ].join('\n\n');
  },
};
