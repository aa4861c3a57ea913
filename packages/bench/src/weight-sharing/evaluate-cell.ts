import { loaders } from '@tensorpress/all';
import { createRegistry, read } from '@tensorpress/core';
import { errorRate, readDigits } from '@tensorpress/example-mnist';
import { toLayersModel } from '@tensorpress/tfjs';
import { readFashion } from '../fashion-mnist/fashion.ts';
import { useFlavour } from '../training/flavours.ts';
import { type Cell, isDigitCell } from './cells.ts';
import { fixedFactor } from './fixed-factor.ts';
import { randomEdges } from './random-edges.ts';

const registry = createRegistry({
  ...loaders,
  'fixed-factor': async () => fixedFactor,
  'random-edges': async () => randomEdges,
});

/** The share of the test set that the network in the file of a cell takes for something else. */
export async function evaluateCell(cell: Cell, file: Uint8Array): Promise<number> {
  await useFlavour('simd');
  const net = await toLayersModel(await read(file), registry);
  try {
    return errorRate(net, isDigitCell(cell) ? readDigits('test') : readFashion('test'));
  } finally {
    net.dispose();
  }
}
