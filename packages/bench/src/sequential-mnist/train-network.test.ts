import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { random } from '@tensorpress/core';
import { modelFolder, useWasm } from '@tensorpress/example-mnist';
import test from 'ava';
import { fastGru } from './fast-gru.ts';
import { sequentialNetwork } from './network.ts';
import type { Epoch } from './progress.ts';
import type { Sequences } from './sequences.ts';
import { learningRateAt, type TrainingOptions, trainNetwork } from './train-network.ts';
import { meanSquaredError } from './validation-mse.ts';

test.before(useWasm);

const size = { pooled: 7, units: 3, epochs: 3, batchSize: 8, rank: 1 };
const STEPS = 8;

/** Sequences of which each number is to be told together with the next. */
function examples(count: number, seed: number): Sequences {
  const next = random(seed);
  const inputs = Float32Array.from({ length: count * STEPS }, () => 2 * next() - 1);
  const targets = inputs.map((value, i) => value + (i % STEPS < STEPS - 1 ? inputs[i + 1]! : 0));
  return { count, steps: STEPS, inputs, targets };
}

const data = { training: examples(43, 1), validation: examples(10, 2) };
const options: TrainingOptions = { epochs: 3, batchSize: 8, seed: 7, checkpointEvery: 2 };

const long = { epochs: 20, batchSize: 4 };

async function withFolder<T>(use: (folder: URL) => Promise<T>): Promise<T> {
  const path = await mkdtemp(join(tmpdir(), 'sequential-'));
  try {
    return await use(pathToFileURL(`${path}/`));
  } finally {
    await rm(path, { recursive: true });
  }
}

interface Trained {
  readonly epochs: readonly Epoch[];
  readonly weights: readonly number[];
}

async function train(folder: URL, more: Partial<TrainingOptions> = {}): Promise<Trained> {
  const model = sequentialNetwork(size, 1);
  try {
    const { epochs } = await trainNetwork(model, data, { ...options, ...more }, folder);
    return { epochs, weights: model.getWeights().flatMap((weight) => [...weight.dataSync()]) };
  } finally {
    model.dispose();
  }
}

/** Stops a training by an error once so many steps are done. */
const stopAfter = (steps: number): Partial<TrainingOptions> => {
  let step = 0;
  const stop = () => {
    if (step++ === steps) throw new Error('stopped');
  };
  return { callbacks: [new tf.CustomCallback({ onBatchBegin: stop }, 'never')] };
};

test.serial('a training that was interrupted comes to what it would have come to', async (t) => {
  const whole = await withFolder((folder) => train(folder));
  t.is(whole.epochs.length, 3);
  // In the first epoch after a checkpoint and a step, and in the second right after a checkpoint.
  const pieces = await withFolder(async (folder) => {
    await t.throwsAsync(() => train(folder, stopAfter(3)), { message: 'stopped' });
    await t.throwsAsync(() => train(folder, stopAfter(6)), { message: 'stopped' });
    return train(folder);
  });
  const apart = Math.max(...whole.weights.map((weight, i) => Math.abs(weight - pieces.weights[i]!)));
  t.true(apart < 1e-5, `weights are up to ${apart} apart`);
  whole.epochs.forEach(({ trainingMse, validationMse }, i) => {
    t.true(Math.abs(trainingMse - pieces.epochs[i]!.trainingMse) < 1e-5);
    t.true(Math.abs(validationMse - pieces.epochs[i]!.validationMse) < 1e-5);
  });
});

test.serial('the seed decides about the order of digits and what is dropped', async (t) => {
  const [one, same, other] = await Promise.all(
    [{}, {}, { seed: 8 }].map((more) => withFolder((folder) => train(folder, { ...more, epochs: 1 }))),
  );
  t.deepEqual(one!.weights, same!.weights);
  t.notDeepEqual(one!.weights, other!.weights);
});

test.serial(
  'the network learns, and the best one is a stock model in a folder, beside a line for each epoch',
  async (t) => {
    await withFolder(async (folder) => {
      const { epochs } = await train(folder, long);
      const errors = epochs.map(({ validationMse }) => validationMse);
      const best = Math.min(...errors);
      t.true(best < 0.7 * errors[0]!, `errors were ${errors}`);
      const model = await tf.loadLayersModel(modelFolder(new URL('best/', folder)));
      const slow = meanSquaredError(model, data.validation);
      const undo = await fastGru(model);
      const fast = meanSquaredError(model, data.validation);
      undo();
      t.true(Math.abs(slow - fast) < 1e-5 * slow, `${slow} by stock layers, and ${fast}`);
      t.true(slow - best < 5e-4 && slow >= best - 1e-5, `${slow} is not ${best}`);
      t.is(meanSquaredError(model, data.validation), slow, 'layers are not as they were');
      model.dispose();
      const lines = (await readFile(new URL('log.txt', folder), 'utf8')).trim().split('\n');
      t.is(lines.length, 20);
      t.regex(lines[19]!, /^epoch 20: training 0\.\d{4}, validation 0\.\d{4}, \d+ s$/);
      t.deepEqual((await train(folder, long)).epochs, epochs, 'what is over was begun again');
    });
  },
);

test('the learning rate falls as in the paper, down to a hundredth', (t) => {
  t.is(learningRateAt(0), 1e-2);
  t.is(learningRateAt(1 / 150), 1e-2 * 0.96);
  t.is(learningRateAt(30.5 / 150), 1e-2 * 0.96 ** 30);
  t.is(learningRateAt(1), 1e-4);
});
