import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs';
import { random } from '@tensorpress/core';
import test, { type ExecutionContext } from 'ava';
import { type Training, trainResumably } from './train-resumably.ts';

test.before(() => tf.setBackend('cpu'));

const STEPS = 4;

const training: Training = {
  epochs: 4,
  steps: STEPS,
  *batches(epoch) {
    const next = random(epoch);
    for (let step = 0; step < STEPS; step++) {
      const values = Float32Array.from({ length: 24 }, next);
      yield {
        xs: tf.tensor2d(values, [8, 3]),
        ys: tf.tensor2d(
          values.filter((_, i) => i % 3 === 0).map((value) => 2 * value),
          [8, 1],
        ),
      };
    }
  },
  learningRate: (share) => 0.1 * (1 - share),
  loss: 'meanSquaredError',
};

/** Batch normalisation, because its averages are no weights that are trained. */
function network(): tf.LayersModel {
  const kernelInitializer = tf.initializers.heNormal({ seed: 1 });
  return tf.sequential({
    layers: [
      tf.layers.dense({ units: 5, inputShape: [3], kernelInitializer }),
      tf.layers.batchNormalization({ momentum: 0.5 }),
      tf.layers.dense({ units: 1, kernelInitializer }),
    ],
  });
}

async function folderFor(t: ExecutionContext): Promise<URL> {
  const path = await mkdtemp(join(tmpdir(), 'resumably-'));
  t.teardown(() => rm(path, { recursive: true }));
  return pathToFileURL(`${path}/`);
}

async function train(folder: URL, more: Partial<Training> = {}) {
  const model = network();
  try {
    const epochs = await trainResumably(model, { ...training, ...more }, folder);
    return { epochs, weights: model.getWeights().map((weight) => [...weight.dataSync()]) };
  } finally {
    model.dispose();
  }
}

/** Stops a training in the middle of an epoch. */
const stopIn = (stop: number): Partial<Training> => ({
  *batches(epoch) {
    let step = 0;
    for (const batch of training.batches(epoch)) {
      if (epoch === stop && step++ === 2) throw new Error('stopped');
      yield batch;
    }
  },
});

for (const average of [undefined, 0.9]) {
  const more = average === undefined ? {} : { average };
  test.serial(`a training that was interrupted comes to the same weights to the bit, average ${average}`, async (t) => {
    const whole = await train(await folderFor(t), more);
    const folder = await folderFor(t);
    for (const epoch of [0, 2, 3]) {
      await t.throwsAsync(train(folder, { ...more, ...stopIn(epoch) }), { message: 'stopped' });
    }
    const pieces = await train(folder, more);
    t.deepEqual(pieces.weights, whole.weights);
    t.deepEqual(
      pieces.epochs.map(({ loss }) => loss),
      whole.epochs.map(({ loss }) => loss),
    );
  });
}

test.serial('the model ends with the average where one is asked for', async (t) => {
  const [last, mean] = [await train(await folderFor(t)), await train(await folderFor(t), { average: 0.9 })];
  t.deepEqual(
    mean.epochs.map(({ loss }) => loss),
    last.epochs.map(({ loss }) => loss),
  );
  t.notDeepEqual(mean.weights, last.weights);
});

test.serial('what is over is not begun again, and its weights are there', async (t) => {
  const folder = await folderFor(t);
  const whole = await train(folder);
  t.deepEqual(await train(folder, stopIn(0)), whole);
});

test.serial('the loss falls, errors are written down, and each epoch has a line', async (t) => {
  const folder = await folderFor(t);
  let looks = 0;
  const { epochs } = await train(folder, { epochs: 8, evaluate: () => ++looks / 10 });
  t.deepEqual(
    epochs.map(({ error }) => error),
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8],
  );
  t.true(epochs[7]!.loss < 0.3 * epochs[0]!.loss, `${epochs.map(({ loss }) => loss)}`);
  const lines = (await readFile(new URL('log.txt', folder), 'utf8')).trim().split('\n');
  t.is(lines.length, 8);
  t.regex(lines[7]!, /^epoch 8: loss 0\.\d{4}, error 0\.8000, 0 s$/);
});

test.serial('rates go from the first step to the last of all epochs', async (t) => {
  const shares: number[] = [];
  const learningRate = (share: number) => {
    shares.push(share);
    return 0.01;
  };
  await train(await folderFor(t), { epochs: 2, learningRate });
  t.deepEqual(
    shares,
    [0, 1, 2, 3, 4, 5, 6, 7].map((step) => step / 8),
  );
});

test.serial('no tensors are left over, and batches must be as many as was said', async (t) => {
  const folder = await folderFor(t);
  const { numTensors } = tf.memory();
  await train(folder, { average: 0.9 });
  t.is(tf.memory().numTensors, numTensors);
  await t.throwsAsync(train(await folderFor(t), { steps: 3 }), { message: /3 batches in an epoch, not 4/ });
});
