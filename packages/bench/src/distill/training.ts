import * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import { type Codecs, compress, type Stage } from '@tensorpress/core';
import { type Digits, pixels } from '@tensorpress/example-mnist';
import { type Batches, fromLayersModel, toLayersModel } from '@tensorpress/tfjs';
import type { Recipe } from '../cells/cell.ts';
import { shift } from '../pictures/flip-and-shift.ts';
import { pictureBatches } from '../resumable/picture-batches.ts';
import type { Epoch } from '../resumable/train-resumably.ts';

/** Options of stages that train. */
interface TrainedBy extends Pick<Recipe, 'epochs' | 'batchSize' | 'learningRate'> {
  readonly callbacks: { onEpochEnd(epoch: number, logs?: tf.Logs): void };
  readonly codecs: Codecs;
}

/** What stages take that train as a recipe says, and the epochs that are over. */
export function epochLog({ epochs, batchSize, learningRate }: Recipe): {
  readonly options: TrainedBy;
  readonly log: readonly Epoch[];
} {
  const log: Epoch[] = [];
  let since = performance.now();
  const callbacks = {
    onEpochEnd(_epoch: number, logs?: tf.Logs) {
      const now = performance.now();
      log.push({ epoch: log.length + 1, loss: Number(logs?.loss), error: null, seconds: (now - since) / 1000 });
      since = now;
    },
  };
  return { options: { epochs, batchSize, learningRate, callbacks, codecs: registry }, log };
}

/** Pictures as arrays of a shape, with one column for each of ten classes. */
export function examplesFor(
  { count, images, labels }: Digits,
  shape: readonly number[] = [pixels],
): {
  readonly xs: tf.Tensor;
  readonly ys: tf.Tensor;
} {
  return tf.tidy(() => ({
    xs: tf.tensor(images, [count, ...shape]),
    ys: tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), 10).toFloat(),
  }));
}

/** Batches of pictures as a network takes them, moved by up to two pixels at random, anew in each epoch. */
export function movedExamples(net: tf.LayersModel, digits: Digits, { batchSize, seed }: Recipe): Batches {
  let epoch = 0;
  return {
    size: Math.floor(digits.count / batchSize),
    async iterator() {
      const batches = pictureBatches(net, digits, { batchSize, seed, change: shift }, epoch++);
      return {
        next: async () => {
          const { done, value } = batches.next();
          return done ? { done, value: undefined } : { done: false, value: { ...value } };
        },
      };
    },
  };
}

/** What stages that train make of a network, in the form that this has; the network itself stays as it is. */
export async function trainedBy(stages: readonly Stage[], net: tf.LayersModel, seed: number): Promise<tf.LayersModel> {
  const trained = await compress(await fromLayersModel(net), stages, { seed });
  return toLayersModel(trained, registry, { execution: 'compressed' });
}
