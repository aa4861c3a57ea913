import { registry } from '@tensorpress/all';
import { read } from '@tensorpress/core';
import { errorRate, readDigits } from '@tensorpress/example-mnist';
import { toLayersModel } from '@tensorpress/tfjs';
import { readFashion } from '../fashion-mnist/fashion.ts';
import { useFlavour } from '../training/flavours.ts';
import { cellNamed } from './cells.ts';

/** The share of the test set that the network in the file of a cell takes for something else. */
export async function evaluateCell(cell: string, file: Uint8Array): Promise<number> {
  await useFlavour('simd');
  const net = await toLayersModel(await read(file), registry);
  try {
    return errorRate(net, cellNamed(cell).table === 'clothes' ? readFashion('test') : readDigits('test'));
  } finally {
    net.dispose();
  }
}
