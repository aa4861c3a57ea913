import * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { errorRate, holdOut } from '@tensorpress/example-mnist';
import { compressLayers } from '@tensorpress/tfjs';
import type { CellJob, CellResult } from '../cells/cell.ts';
import { finishCell, folderUrl } from '../cells/finish-cell.ts';
import { pictureBatches } from '../resumable/picture-batches.ts';
import { trainResumably } from '../resumable/train-resumably.ts';
import { useFlavour } from '../training/flavours.ts';
import { cellNamed, recipe as common, structures } from './cells.ts';
import { testPictures, trainingPictures } from './pictures.ts';

/** Pictures that are held out, where the test set is left alone. */
const HELD_OUT = 2000;

/** Trains a cell from where it was left off, and keeps `model.tpress` and `result.json` in its folder. */
export async function run(job: CellJob): Promise<CellResult> {
  const { cell, folder, validate = false, change = {} } = job;
  const { pictures, method } = cellNamed(cell);
  const recipe = { ...common, ...change };
  const { epochs, batchSize, learningRate, seed } = recipe;
  await useFlavour('relaxed-simd');
  const all = trainingPictures(pictures);
  const { training, validation } = validate ? holdOut(all, HELD_OUT) : { training: all };
  const stage = structures[method];
  const dense = network(seed);
  const net = stage
    ? await compressLayers(dense, await registry.pipeline([{ ...stage, where: 'hidden/kernel' }]), { seed })
    : dense;
  const done = await trainResumably(
    net,
    {
      epochs,
      steps: Math.floor(training.count / batchSize),
      batches: (epoch) => pictureBatches(net, training, { batchSize, seed }, epoch),
      learningRate: (share) => learningRate * (1 - share),
    },
    folderUrl(folder),
  );
  const error = errorRate(net, validation ?? testPictures(pictures));
  return finishCell(job, recipe, { net, epochs: done, error });
}

/** One hidden layer of as many units as there are pixels, without biases, as in the paper. */
const network = (seed: number): tf.LayersModel =>
  tf.sequential({
    layers: [
      tf.layers.dense({
        name: 'hidden',
        units: 784,
        inputShape: [784],
        activation: 'relu',
        useBias: false,
        kernelInitializer: tf.initializers.heNormal({ seed }),
      }),
      tf.layers.dense({
        name: 'logits',
        units: 10,
        activation: 'softmax',
        kernelInitializer: tf.initializers.heNormal({ seed: seed + 1 }),
      }),
    ],
  });
