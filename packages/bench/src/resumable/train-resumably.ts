import { appendFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';
import type { Batch } from '../training/networks.ts';
import { loadCheckpoint, saveCheckpoint } from './checkpoint.ts';
import { movingAverage } from './moving-average.ts';

/** How a model is trained by Adam. Everything depends on the number of the epoch, and on nothing before it. */
export interface Training {
  readonly epochs: number;
  /** Batches of each epoch. */
  readonly steps: number;
  /** The batches of an epoch, the first of which is 0; they are freed after use. */
  batches(epoch: number): Iterable<Batch>;
  /** Adam's step at a share of the whole training, in 0…1. */
  learningRate(share: number): number;
  /** What stays of a moving average of the weights at a step, in 0…1; the model ends with that average, or with its last weights if left out. */
  readonly average?: number;
  /** As in `compile`; by default cross entropy of classes. */
  readonly loss?: string | string[];
  /** What is written down of the model after each epoch, say its error on examples that were held out. */
  evaluate?(): number;
}

/** An epoch that is over. */
export interface Epoch {
  readonly epoch: number;
  /** The average over its steps. */
  readonly loss: number;
  /** What was written down of the model, if anything. */
  readonly error: number | null;
  /** What training took, without looking at the model. */
  readonly seconds: number;
}

/**
 * Trains a model, compressed or not, from where the checkpoint in `folder` left off, or from the start; a checkpoint follows each
 * epoch, and `log.txt` there has a line for each. However often it is interrupted, the weights come out the same to the bit.
 * The folder is for this training only.
 */
export async function trainResumably(
  model: tf.LayersModel,
  { epochs, steps, batches, learningRate, average, loss = 'categoricalCrossentropy', evaluate }: Training,
  folder: URL,
): Promise<readonly Epoch[]> {
  const optimizer = tf.train.adam();
  model.compile({ optimizer, loss });
  const mean = average === undefined ? undefined : movingAverage(model, average);
  try {
    let done: readonly Epoch[] = (await loadCheckpoint<readonly Epoch[]>(folder, model, mean?.weights)) ?? [];
    while (done.length < epochs) {
      const start = performance.now();
      let step = 0;
      let sum = 0;
      for (const { xs, ys } of batches(done.length)) {
        Object.assign(optimizer, { learningRate: learningRate((done.length + step / steps) / epochs) });
        sum += Number(await model.trainOnBatch(xs, ys));
        tf.dispose([xs, ys]);
        mean?.step(done.length * steps + step);
        step++;
      }
      if (step !== steps) throw new Error(`train-resumably: there must be ${steps} batches in an epoch, not ${step}`);
      const seconds = (performance.now() - start) / 1000;
      const epoch = { epoch: done.length + 1, loss: sum / steps, error: evaluate?.() ?? null, seconds };
      done = [...done, epoch];
      await saveCheckpoint(folder, model, done, mean?.weights);
      // What is not saved of Adam, powers of its constants, is rounded in another way when it is made anew.
      await loadCheckpoint(folder, model, mean?.weights);
      await appendFile(new URL('log.txt', folder), line(epoch));
    }
    if (mean) model.setWeights([...mean.weights]);
    return done;
  } finally {
    optimizer.dispose();
    mean?.dispose();
  }
}

const line = ({ epoch, loss, error, seconds }: Epoch): string =>
  `epoch ${epoch}: loss ${loss.toFixed(4)}${error === null ? '' : `, error ${error.toFixed(4)}`}, ${seconds.toFixed(0)} s\n`;
