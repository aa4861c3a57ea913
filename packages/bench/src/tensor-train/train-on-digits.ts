import * as tf from '@tensorflow/tfjs';
import { matching, type Stage, use } from '@tensorpress/core';
import { deepthin } from '@tensorpress/deepthin';
import { errorRate, holdOut, readDigits } from '@tensorpress/example-mnist';
import { tensorTrain } from '@tensorpress/tensor-train';
import { compressLayers } from '@tensorpress/tfjs';
import type { Recipe, Trained } from '../cells/cell.ts';
import { pictureBatches } from '../resumable/picture-batches.ts';
import { trainResumably } from '../resumable/train-resumably.ts';
import { type DigitsCell, shapes } from './cells.ts';

const UNITS = 1024;

/** Trains a cell on MNIST, from where the checkpoint in `folder` left off. */
export async function trainOnDigits(
  cell: DigitsCell,
  recipe: Recipe,
  validate: boolean,
  folder: URL,
): Promise<Trained> {
  const { epochs, batchSize, learningRate, seed } = recipe;
  const all = readDigits('train');
  const { training, validation } = validate ? holdOut(all) : { training: all };
  const net = await compressLayers(fresh(seed), stagesOf(cell), { seed });
  const done = await trainResumably(
    net,
    {
      epochs,
      steps: Math.floor(training.count / batchSize),
      batches: (epoch) => pictureBatches(net, training, { batchSize, seed }, epoch),
      learningRate: (share) => learningRate * (1 - share),
    },
    folder,
  );
  return { net, epochs: done, error: errorRate(net, validation ?? readDigits('test')) };
}

/** Pictures of 28 × 28 pixels with two more on each side, so that there are 1024, and two layers. */
function fresh(seed: number): tf.LayersModel {
  const dense = (name: string, units: number, activation: 'relu' | 'softmax', nth: number) =>
    tf.layers.dense({ name, units, activation, kernelInitializer: tf.initializers.heNormal({ seed: seed + nth }) });
  return tf.sequential({
    layers: [
      tf.layers.zeroPadding2d({ padding: 2, inputShape: [28, 28, 1] }),
      tf.layers.flatten(),
      dense('dense1', UNITS, 'relu', 0),
      dense('dense2', 10, 'softmax', 1),
    ],
  });
}

function stagesOf({ shape, rank, lastRank }: DigitsCell): Stage[] {
  const first = { where: matching('dense1/kernel') };
  const modes = shapes[shape];
  return [
    modes
      ? use(tensorTrain, { rank, modes: { inputs: modes, outputs: modes } }, first)
      : use(deepthin, { rank, width: 'rows' }, first),
    ...(lastRank && modes
      ? [
          use(
            tensorTrain,
            { rank: lastRank, modes: { inputs: modes, outputs: [2, 5, 1, 1] } },
            { where: matching('dense2/kernel') },
          ),
        ]
      : []),
  ];
}
