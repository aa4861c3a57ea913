import { readFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { read } from '@tensorpress/core';
import { readDigits } from '@tensorpress/example-mnist';
import { toLayersModel, toStockLayers } from '@tensorpress/tfjs';
import { callTimes } from '../call-times.ts';
import { type CellTable, type KeptResult, keptFile, measureCells } from '../cells/measure-cells.ts';
import { readFashion } from '../fashion-mnist/fashion.ts';
import { fixed, integer, markdownTable, percent } from '../markdown.ts';
import { median } from '../median.ts';
import type { Part } from '../part.ts';
import { useFlavour } from '../training/flavours.ts';
import { type ClothesCell, cellNamed, cells, type DigitsCell } from './cells.ts';
import { multiplyAdds } from './multiply-adds.ts';
import { shapeNamed } from './shape-named.ts';

const table: CellTable = {
  suite: 'tensor-train',
  cells: cells.map(({ name }) => name),
  module: new URL('./train-cell.js', import.meta.url),
  pictures: (cell) => (cellNamed(cell).table === 'clothes' ? readFashion('test') : readDigits('test')),
};

/** What a network takes to run, of a table where that is measured. */
interface Work {
  readonly multiplyAdds: number;
  /** For one picture, and for `BATCH` at once. */
  readonly milliseconds: number;
  readonly batched: number;
}

const BATCH = 32;

type Result = KeptResult & Partial<Work>;

/** What the paper has for the network with two trains, in percent. */
const printed: Readonly<Record<string, number>> = { 'mnist/8': 1.6, 'mnist/6': 1.9, 'mnist/hashnet': 2.79 };

/** Networks of tensor trains, trained from scratch or on. */
export const cellsPart: Part = {
  async measure(settings) {
    const kept = await measureCells(table, settings);
    const works = await worksOf(kept.map(({ cell }) => cell).filter((cell) => cell.startsWith('clothes/')));
    return kept.map((result): Result => ({ ...result, ...works.get(result.cell) }));
  },

  show(rows) {
    const results = rows as unknown as readonly Result[];
    return [
      '### Networks of tensor trains',
      'Each cell is one training with one seed, by Adam with a rate that falls to zero; the test set is read once in the end. `--cell NAME` trains one anew, `--set validate=NAME` without some of the pictures, to look at these instead, and with `--resume` either goes on where it was interrupted.',
      ...digits(results),
      ...shapesStudy(results),
      ...clothes(results),
    ].join('\n\n');
  },
};

function digits(results: readonly Result[]): string[] {
  const own = results.filter(({ cell }) => cell.startsWith('mnist/'));
  if (own.length === 0) return [];
  return [
    '#### 1024-1024-10 on MNIST, both layers trains',
    'Pictures have two more pixels on each side. Biases are counted. Beside them the same network with hashed layers.',
    markdownTable(
      ['layers', 'may have', 'parameters', 'test error', 'paper', 'epochs', 'loss halfway', 'loss in the end'],
      own.map(({ cell, parameters, error, epochs, losses }) => {
        const { rank, budget } = cellNamed(cell) as DigitsCell;
        return [
          rank === undefined ? 'hashnet' : `rank ${rank}`,
          integer(budget),
          integer(parameters),
          percent(error),
          percent(printed[cell]! / 100),
          epochs,
          fixed(losses[losses.length >> 1], 3),
          fixed(losses.at(-1), 3),
        ];
      }),
    ),
  ];
}

function shapesStudy(results: readonly Result[]): string[] {
  const own = results.filter(({ cell }) => cell.startsWith('shapes/'));
  if (own.length === 0) return [];
  return [
    '#### One train of several shapes, and a matrix of low rank',
    'Parameters of the first layer, 1024 × 1024, and the test error of the network, whose last layer is dense.',
    '![Test error against parameters, by shape](figures/tensor-train-shapes.svg)',
    markdownTable(
      ['shape', 'rank', 'parameters', 'test error'],
      own.map(({ cell, parameters, error }) => {
        const own = cellNamed(cell) as DigitsCell;
        return [shapeNamed(own), `${own.rank}`, integer(parameters - 1024 - 10_250), percent(error)];
      }),
    ),
  ];
}

function clothes(results: readonly Result[]): string[] {
  const own = results.filter(({ cell }) => cell.startsWith('clothes/'));
  if (own.length === 0) return [];
  return [
    '#### A residual network on Fashion-MNIST, trained, then in another form and trained on',
    `Kernels of 3 × 3 have so many times fewer parameters, as float32; the dense network is in codes of 8 bits. *Multiply-adds* are for one picture, milliseconds for one and for ${BATCH} at once, as stock layers where the form is one of those (tucker, cp), else with the kernels built.`,
    '![Test error against milliseconds, by form](figures/tensor-train-convolutions.svg)',
    markdownTable(
      ['form', 'times fewer', 'parameters', 'bytes', 'test error', 'multiply-adds', 'ms', `ms for ${BATCH}`],
      own.map(({ cell, parameters, bytes, error, multiplyAdds, milliseconds, batched }) => {
        const { method, factor } = cellNamed(cell) as ClothesCell;
        return [
          method,
          `${factor}`,
          integer(parameters),
          integer(bytes),
          percent(error),
          integer(multiplyAdds),
          fixed(milliseconds, 2),
          fixed(batched, 1),
        ];
      }),
    ),
  ];
}

const ROUNDS = 7;

/** What the networks in the files of cells take to run; they take their turns. */
async function worksOf(cells: readonly string[]): Promise<ReadonlyMap<string, Work>> {
  await useFlavour('simd');
  const nets = new Map<string, tf.LayersModel>();
  for (const cell of cells) {
    const { model: stock } = await toStockLayers(await read(await readFile(keptFile(table, cell))), registry);
    nets.set(cell, await toLayersModel(stock, registry));
  }
  const times = new Map<string, number[]>();
  const key = (cell: string, batch: number) => `${cell} ${batch}`;
  for (const batch of [1, BATCH]) {
    const x = tf.zeros([batch, 28, 28, 1]);
    for (let round = 0; round < ROUNDS; round++) {
      for (const [cell, net] of nets) {
        const found = await callTimes(() => net.apply(x) as tf.Tensor, 100);
        times.set(key(cell, batch), [...(times.get(key(cell, batch)) ?? []), ...found]);
      }
    }
    x.dispose();
  }
  const works = [...nets].map(([cell, net]): [string, Work] => {
    const [milliseconds, batched] = [1, BATCH].map((batch) => median(times.get(key(cell, batch))!)) as [number, number];
    return [cell, { multiplyAdds: multiplyAdds(net), milliseconds, batched }];
  });
  for (const net of nets.values()) net.dispose();
  return new Map(works);
}
