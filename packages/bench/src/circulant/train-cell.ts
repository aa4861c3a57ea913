import * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { errorRate, holdOut, lenet5Network, readDigits } from '@tensorpress/example-mnist';
import { compressLayers } from '@tensorpress/tfjs';
import type { CellJob, CellResult } from '../cells/cell.ts';
import { finishCell, folderUrl } from '../cells/finish-cell.ts';
import { trainWithDropout } from '../resumable/train-with-dropout.ts';
import { useFlavour } from '../training/flavours.ts';
import { cellNamed, lenetStructures, recipes, type StructuredCell, slower, structures } from './cells.ts';
import { testPictures, trainingPictures } from './pictures.ts';

/** Pictures that are held out, where the test set is left alone. */
const HELD_OUT = 2000;

/** Trains a cell from where it was left off, and keeps `model.tpress` and `result.json` in its folder. */
export async function run(job: CellJob): Promise<CellResult> {
  const { cell, folder, validate = false, change = {} } = job;
  const { network, pictures, method } = cellNamed(cell);
  const rate = slower[cell];
  const recipe = { ...recipes[network], ...(rate && { learningRate: rate }), ...change };
  const { epochs, batchSize, learningRate, seed } = recipe;
  await useFlavour('relaxed-simd');
  const { build, where, structure } = networks[network];
  const all = network === 'hidden' ? trainingPictures(pictures) : readDigits('train');
  const { training, validation } = validate ? holdOut(all, HELD_OUT) : { training: all };
  const stage = structure[method];
  const net = stage
    ? await compressLayers(build(seed), await registry.pipeline([{ ...stage, where }]), { seed })
    : build(seed);
  const falling = (share: number) => learningRate * (1 - share);
  const options = { epochs, batchSize, seed, learningRate: falling };
  const done = await trainWithDropout(net, training, options, folderUrl(folder));
  const error = errorRate(net, validation ?? testPictures(pictures));
  return finishCell(job, recipe, { net, epochs: done, error });
}

/** A network with fresh weights, which of them have a structure, and of what kind. */
interface Structured {
  build(seed: number): tf.LayersModel;
  readonly where: string;
  readonly structure: typeof structures;
}

/** One hidden layer of as many units as there are pixels, without biases, as in the paper. */
const hidden = (seed: number): tf.LayersModel =>
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

const networks: Readonly<Record<StructuredCell['network'], Structured>> = {
  hidden: { build: hidden, where: 'hidden/kernel', structure: structures },
  lenet: { build: lenet5Network.build, where: 'fc*/kernel', structure: lenetStructures },
};
