import * as tf from '@tensorflow/tfjs';
import { registry } from '@tensorpress/all';
import type { Model } from '@tensorpress/core';
import { readDigits } from '@tensorpress/example-mnist';
import { toLayersModel } from '@tensorpress/tfjs';
import { fastGru } from './fast-gru.ts';
import { type Sequences, sequencesOf, split } from './sequences.ts';
import { side, sizes } from './sizes.ts';

/** Sequences at a time: few enough to stay in the cache, and enough for a matrix product. */
const BATCH = 128;

const cache = new Map<string, Sequences>();

/**
 * The mean squared error of a network of either size on the first `count` validation digits, by the fast GRU; on the backend
 * that is set.
 * @throws Error if the network takes sequences of another length.
 */
export function validationMse(network: tf.LayersModel | Model, count = 2000): Promise<number> {
  return errorOn(network, 'validation', count);
}

/**
 * The mean squared error of a network of either size on MNIST's test set, by the fast GRU; on the backend that is set.
 * @throws Error if the network takes sequences of another length.
 */
export function testMse(network: tf.LayersModel | Model): Promise<number> {
  return errorOn(network, 'test', Number.POSITIVE_INFINITY);
}

async function errorOn(network: tf.LayersModel | Model, part: Part, count: number): Promise<number> {
  const own = network instanceof tf.LayersModel;
  const model = own ? network : await toLayersModel(network, registry);
  // Where there are no such instructions, others are taken.
  const undo = await fastGru(model, { flavour: 'relaxed-simd' });
  try {
    return meanSquaredError(model, firstOf(sequencesFor(model, part), count));
  } finally {
    undo();
    if (!own) model.dispose();
  }
}

/** The mean squared error over all numbers of all targets. */
export function meanSquaredError(model: tf.LayersModel, { count, steps, inputs, targets }: Sequences): number {
  const outputs = tf.tidy(() => {
    const y = model.predict(tf.tensor(inputs, [count, steps, 1]), { batchSize: BATCH });
    return [y].flat()[0]!.dataSync();
  });
  let sum = 0;
  for (let i = 0; i < targets.length; i++) sum += (outputs[i]! - targets[i]!) ** 2;
  return sum / targets.length;
}

type Part = 'validation' | 'test';

function sequencesFor(model: tf.LayersModel, part: Part): Sequences {
  const steps = model.inputs[0]?.shape[1];
  const key = `${part} ${steps}`;
  let sequences = cache.get(key);
  if (!sequences) {
    const size = Object.values(sizes).find(({ pooled }) => (side / pooled) ** 2 / 2 === steps);
    if (!size) {
      throw new Error(`validation-mse: the network must take as many steps as one of the sizes has, not ${steps}`);
    }
    sequences =
      part === 'test'
        ? sequencesOf(readDigits('test'), size)
        : split(sequencesOf(readDigits('train'), size)).validation;
    cache.set(key, sequences);
  }
  return sequences;
}

function firstOf({ count, steps, inputs, targets }: Sequences, most: number): Sequences {
  const kept = Math.min(count, most);
  return { count: kept, steps, inputs: inputs.subarray(0, kept * steps), targets: targets.subarray(0, kept * steps) };
}
