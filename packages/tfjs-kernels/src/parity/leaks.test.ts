import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { install } from '../install.ts';
import { compile, lesson, models, type Recipe } from './_models.test.ts';
import { backends, heapBytes, held } from './_parity.test.ts';

const { layers } = tf;
const STEPS = 1000;

test.before(async () => {
  await backends();
  await install(tf);
});

interface Net extends Recipe {
  optimizer(): tf.Optimizer;
}

const nets: Readonly<Record<string, Net>> = {
  'a convolutional net': {
    build: () =>
      tf.sequential({
        layers: [
          layers.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 1] }),
          layers.maxPooling2d({ poolSize: 2 }),
          layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, padding: 'same', useBias: false }),
          layers.batchNormalization({}),
          layers.flatten(),
          layers.dense({ units: 3, activation: 'softmax' }),
        ],
      }),
    loss: 'categoricalCrossentropy',
    optimizer: () => tf.train.momentum(0.01, 0.9),
  },
  'a recurrent net': {
    build: () => tf.sequential({ layers: [layers.gru({ units: 4, inputShape: [2, 2] }), layers.dense({ units: 1 })] }),
    optimizer: () => tf.train.sgd(0.01),
  },
  'an embedding classifier': { ...models['embedding and mean']!, optimizer: () => tf.train.adam(0.01) },
};

for (const [name, recipe] of Object.entries(nets)) {
  test.serial(`${name} holds no more after a thousand steps, nor has the memory grown`, async (t) => {
    t.timeout(120_000);
    const optimizer = recipe.optimizer();
    const model = compile(recipe, optimizer);
    const { x, y } = lesson(recipe, model, 4);
    const step = async () => Number(await model.trainOnBatch(x, y));
    const first = await step();
    for (let i = 0; i < 20; i++) await step();
    const before = [held(), heapBytes()];
    let last = first;
    for (let i = 0; i < STEPS; i++) last = await step();
    t.deepEqual([held(), heapBytes()], before);
    t.true(last < first, `the loss went from ${first} to ${last}`);
    tf.dispose([x, y]);
    model.dispose();
    optimizer.dispose();
  });
}
