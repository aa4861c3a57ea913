import { type Codecs, type Model, read } from '@tensorpress/core';
import { type Digits, errorRate } from '@tensorpress/example-mnist';
import { toLayersModel } from '@tensorpress/tfjs';
import { useFlavour } from '../training/flavours.ts';

/** The share of pictures that the network in a file takes for something else. */
export async function testError(file: Uint8Array, pictures: Digits, codecs: Codecs): Promise<number> {
  await useFlavour('simd');
  return errorOf(await read(file), pictures, codecs);
}

/** The share of pictures that a model takes for something else. */
export async function errorOf(model: Model, pictures: Digits, codecs: Codecs): Promise<number> {
  const net = await toLayersModel(model, codecs);
  try {
    return errorRate(net, pictures);
  } finally {
    net.dispose();
  }
}
