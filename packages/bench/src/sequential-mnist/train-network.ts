import { appendFile, mkdir } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import { modelFolder, shuffled } from '@tensorpress/example-mnist';
import type { KernelsOptions } from '@tensorpress/simd';
import { loadCheckpoint, saveCheckpoint } from '../resumable/checkpoint.ts';
import { seededDropout } from '../resumable/seeded-dropout.ts';
import { fastGru } from './fast-gru.ts';
import type { Epoch, Progress } from './progress.ts';
import { pick, type Sequences } from './sequences.ts';
import { meanSquaredError } from './validation-mse.ts';

/** How a network is trained. */
export interface TrainingOptions extends KernelsOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly seed: number;
  /** Steps between checkpoints; there is one after each epoch as well. */
  readonly checkpointEvery: number;
  /** What else is called; after validation. */
  readonly callbacks?: readonly tf.CustomCallback[];
}

/** Epochs of the paper, over which its schedules run. */
export const PAPER_EPOCHS = 150;

const LEARNING_RATE = 1e-2;
const DECAY = 0.96;
const FLOOR = 0.01;

/** What the validation error has to fall by for the network to be saved. */
const IMPROVEMENT = 5e-4;

/** The learning rate at a share of the training; the paper's, brought to its length. */
export const learningRateAt = (share: number): number =>
  LEARNING_RATE * Math.max(FLOOR, DECAY ** Math.floor(PAPER_EPOCHS * share));

/**
 * Trains a network by the paper's recipe from where the checkpoint in `folder` left off, or from the start: `best/` there
 * has the network with the lowest validation error, `log.txt` a line for each epoch. Batches and dropout depend on the seed and
 * the step only, so that it does not matter how often training was interrupted, but for rounding.
 */
export async function trainNetwork(
  model: tf.LayersModel,
  { training, validation }: { readonly training: Sequences; readonly validation: Sequences },
  { epochs, batchSize, seed, checkpointEvery, callbacks = [], ...options }: TrainingOptions,
  folder: URL,
): Promise<Readonly<Progress>> {
  const optimizer = tf.train.adam(LEARNING_RATE);
  model.compile({ optimizer, loss: 'meanSquaredError', metrics: ['mse'] });
  const progress: Progress = (await loadCheckpoint<Progress>(folder, model)) ?? {
    step: 0,
    loss: 0,
    seconds: 0,
    best: null,
    epochs: [],
  };
  const perEpoch = Math.floor(training.count / batchSize);
  if (progress.epochs.length >= epochs) return progress;
  await mkdir(folder, { recursive: true });

  const batches = tf.data.generator(function* () {
    const order = shuffled(training.count, seed + Math.floor(progress.step / perEpoch));
    for (let batch = progress.step % perEpoch; batch < perEpoch; batch++) {
      const { count, steps, inputs, targets } = pick(
        training,
        order.subarray(batch * batchSize, (batch + 1) * batchSize),
      );
      yield { xs: tf.tensor(inputs, [count, steps, 1]), ys: tf.tensor(targets, [count, steps, 1]) };
    }
  });
  let start = performance.now();
  const lap = () => {
    const now = performance.now();
    progress.seconds += (now - start) / 1000;
    start = now;
  };
  const watch: tf.CustomCallbackArgs = {
    onBatchBegin: () => {
      Object.assign(optimizer, { learningRate: learningRateAt(progress.step / (epochs * perEpoch)) });
    },
    onBatchEnd: async (_, logs) => {
      progress.step++;
      progress.loss += Number(logs?.mse);
      lap();
      if (progress.step % perEpoch !== 0 && progress.step % checkpointEvery === 0) {
        await saveCheckpoint(folder, model, progress);
      }
    },
    onEpochEnd: async (index) => {
      const validationMse = meanSquaredError(model, validation);
      lap();
      const epoch = {
        epoch: index + 1,
        trainingMse: progress.loss / perEpoch,
        validationMse,
        seconds: progress.seconds,
      };
      progress.epochs.push(epoch);
      Object.assign(progress, { loss: 0, seconds: 0 });
      if (validationMse < (progress.best ?? Number.POSITIVE_INFINITY) - IMPROVEMENT) {
        progress.best = validationMse;
        await model.save(modelFolder(new URL('best/', folder)));
      }
      await appendFile(new URL('log.txt', folder), line(epoch));
    },
  };
  const save: tf.CustomCallbackArgs = { onEpochEnd: () => saveCheckpoint(folder, model, progress) };

  const undo = [await fastGru(model, options), seededDropout(model, () => seed + 7919 * progress.step)];
  try {
    await model.fitDataset(batches, {
      epochs,
      initialEpoch: progress.epochs.length,
      verbose: 0,
      yieldEvery: 'never',
      callbacks: [new tf.CustomCallback(watch, 'never'), ...callbacks, new tf.CustomCallback(save, 'never')],
    });
  } finally {
    for (const step of undo) step();
    optimizer.dispose();
  }
  return progress;
}

const line = ({ epoch, trainingMse, validationMse, seconds }: Epoch): string =>
  `epoch ${epoch}: training ${trainingMse.toFixed(4)}, validation ${validationMse.toFixed(4)}, ${seconds.toFixed(0)} s\n`;
