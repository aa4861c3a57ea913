import { readFile } from 'node:fs/promises';
import type * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { read } from '@tensorpress/core';
import { countMultiplyAdds } from '@tensorpress/students';
import { toLayersModel } from '@tensorpress/tfjs';
import { keptFile } from '../cells/measure-cells.ts';
import { fixed, integer, markdownTable, percent } from '../markdown.ts';
import type { Part } from '../part.ts';
import { useFlavour } from '../training/flavours.ts';
import { cells, recipeOf } from './cells.ts';
import { cellTable } from './cells-part.ts';
import { LATENCY, latenciesOf, ROUNDS } from './latencies.ts';

const students = cells.filter(({ table }) => table === 'students');
const names: Readonly<Record<string, string>> = {
  'students/full': 'the large SqueezeNet',
  'students/multiplied': 'all widths halved, fresh',
  'students/multiplied-pruned': 'all widths halved, by filter pruning',
  'students/fires': 'widths of a SqueezeNet that were searched, fresh',
  'students/searched': 'searched among three kinds of networks, fresh',
};

/** What trained students take, beside each other. */
export const latencyPart: Part = {
  async measure() {
    await useFlavour('relaxed-simd');
    const files = students.map(({ name }) => [name, keptFile(cellTable, name)] as const);
    const nets = new Map<string, tf.LayersModel>();
    for (const [name, file] of files) {
      const bytes = await readFile(file).catch(() => undefined);
      if (bytes) nets.set(name, await toLayersModel(await read(bytes), registry));
    }
    const times = await latenciesOf(nets);
    return [...nets].map(([name, net]) => {
      const row = {
        name,
        milliseconds: times.get(name)!,
        multiplyAdds: countMultiplyAdds(net),
        parameters: net.countParams(),
      };
      net.dispose();
      return row;
    });
  },

  show(rows, others) {
    const errorOf = (name: unknown) => others.find(({ part, cell }) => part === 'cells' && cell === name)?.error;
    const { epochs, temperature, alpha } = recipeOf(students[0]!);
    return [
      '### Students at equal latency, on Fashion-MNIST',
      `Networks learn from a residual network (T = ${temperature}, α = ${alpha}, one seed): a large SqueezeNet of five widths, for ${epochs} epochs; the same with all widths halved; and those that were searched for by measured latencies of layers, to take no more than that. *Fresh*: for ${2 * epochs} epochs from fresh weights. *By filter pruning*: for ${epochs} epochs more from those filters of the large one that have the largest magnitudes, so that all have as many in all. Milliseconds are for a batch of ${LATENCY.batch} on the wasm backend with this project's kernels in Node, all measured in turn, ${ROUNDS} times; medians.`,
      markdownTable(
        ['network', 'ms', 'test error', 'multiply-adds', 'parameters'],
        rows.map(({ name, milliseconds, multiplyAdds, parameters }) => [
          names[`${name}`] ?? `${name}`,
          fixed(milliseconds, 2),
          errorOf(name) === undefined ? '' : percent(errorOf(name)),
          integer(multiplyAdds),
          integer(parameters),
        ]),
      ),
    ].join('\n\n');
  },
};
