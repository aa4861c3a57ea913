import * as tf from '@tensorflow/tfjs';
import { matching, or, type Stage, use } from '@tensorpress/core';
import { deepthin } from '@tensorpress/deepthin';
import { errorRate, holdOut, readDigits } from '@tensorpress/example-mnist';
import { hashnet } from '@tensorpress/hashnet';
import { tensorTrain } from '@tensorpress/tensor-train';
import { compressLayers } from '@tensorpress/tfjs';
import type { Trained } from '../cells/cell.ts';
import { trainWithDropout } from '../resumable/train-with-dropout.ts';
import { type DigitsCell, type DigitsRecipe, shapes } from './cells.ts';

const UNITS = 1024;

/** Trains a cell on MNIST, from where the checkpoint in `folder` left off. */
export async function trainOnDigits(
  cell: DigitsCell,
  recipe: DigitsRecipe,
  validate: boolean,
  folder: URL,
): Promise<Trained> {
  const { epochs, batchSize, learningRate, dropout, seed } = recipe;
  const all = readDigits('train');
  const { training, validation } = validate ? holdOut(all) : { training: all };
  const net = await compressLayers(fresh(seed, dropout), stagesOf(cell), { seed });
  const rate = (share: number) => learningRate * (1 - share);
  const done = await trainWithDropout(net, training, { epochs, batchSize, seed, learningRate: rate }, folder);
  return { net, epochs: done, error: errorRate(net, validation ?? readDigits('test')) };
}

/** Pictures of 28 × 28 pixels with two more on each side, so that there are 1024, and two layers. */
function fresh(seed: number, dropout: number): tf.LayersModel {
  const dense = (name: string, units: number, activation: 'relu' | 'softmax', nth: number) =>
    tf.layers.dense({ name, units, activation, kernelInitializer: tf.initializers.heNormal({ seed: seed + nth }) });
  return tf.sequential({
    layers: [
      tf.layers.zeroPadding2d({ padding: 2, inputShape: [28, 28, 1] }),
      tf.layers.flatten(),
      dense('dense1', UNITS, 'relu', 0),
      tf.layers.dropout({ rate: dropout }),
      dense('dense2', 10, 'softmax', 1),
    ],
  });
}

function stagesOf({ shape, rank = 1, lastRank }: DigitsCell): Stage[] {
  const first = { where: matching('dense1/kernel') };
  const last = { where: matching('dense2/kernel') };
  if (shape === 'hashed') {
    // The paper's number for 28 × 28 pixels, 64 times fewer; ten biases would take more bytes in buckets than they do alone.
    const buckets = { first: (785 * UNITS) / 64, last: Math.floor(((UNITS + 1) * 10) / 64) - 10 };
    return [
      use(
        hashnet,
        { buckets: buckets.first, bias: true },
        { where: or(matching('dense1/kernel'), matching('dense1/bias')) },
      ),
      use(hashnet, { buckets: buckets.last }, last),
    ];
  }
  const modes = shapes[shape];
  return [
    modes
      ? use(tensorTrain, { rank, modes: { inputs: modes, outputs: modes } }, first)
      : use(deepthin, { rank, width: 'rows' }, first),
    ...(lastRank && modes
      ? [use(tensorTrain, { rank: lastRank, modes: { inputs: modes, outputs: [2, 5, 1, 1] } }, last)]
      : []),
  ];
}
