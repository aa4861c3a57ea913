import { compress, use } from '@tensorpress/core';
import type { Digits } from '@tensorpress/example-mnist';
import { finetune, fromLayersModel } from '@tensorpress/tfjs';
import { batch, networks } from '../training/networks.ts';

/** The loss of each step in which `finetune` teaches LeNet-5 some digits, one batch after the other. The same module in Node and in a browser. */
export async function learnDigits(digits: Digits): Promise<number[]> {
  const network = networks['LeNet-5'];
  const net = network.build();
  const model = await fromLayersModel(net);
  net.dispose();
  const data = batch(network, digits, digits.count);
  const losses: number[] = [];
  const steps = Math.ceil(digits.count / network.batchSize);
  await compress(model, [use(finetune, { data, batchSize: network.batchSize, shuffle: false, learningRate: 1e-3 })], {
    onProgress({ metrics }) {
      // What comes last is the mean of the epoch.
      if (losses.length < steps && metrics?.loss !== undefined) losses.push(metrics.loss);
    },
  });
  data.xs.dispose();
  data.ys.dispose();
  return losses;
}
