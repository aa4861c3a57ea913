import * as tf from '@tensorflow/tfjs';
import { random } from '@tensorpress/core';
import test from 'ava';
import { fastBatchNorm } from './fast-batch-norm.ts';

test.before(() => tf.setBackend('cpu'));

const next = random(3);
const noise = (...shape: number[]) =>
  tf.tensor(
    Float32Array.from({ length: tf.util.sizeFromShape(shape) }, () => 3 * next() - 1),
    shape,
  );

function network(options: Parameters<typeof tf.layers.batchNormalization>[0] = {}): tf.Sequential {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [4, 4, 2], filters: 3, kernelSize: 3, padding: 'same' }),
      tf.layers.batchNormalization({ momentum: 0.7, epsilon: 0.01, ...options }),
      tf.layers.reLU(),
      tf.layers.flatten(),
      tf.layers.dense({ units: 2 }),
      tf.layers.batchNormalization(),
    ],
  });
}

/** A model inside a model, whose normalisation is called twice. */
function nested(): tf.LayersModel {
  const inside = tf.sequential({ layers: [tf.layers.batchNormalization({ inputShape: [3] }), tf.layers.reLU()] });
  const x = tf.input({ shape: [3] });
  const y = tf.layers.dense({ units: 2 }).apply(inside.apply(inside.apply(x))) as tf.SymbolicTensor;
  return tf.model({ inputs: x, outputs: y });
}

/** Weights after two steps. */
async function trained(model: tf.LayersModel, weights: tf.Tensor[], x: tf.Tensor, y: tf.Tensor): Promise<number[]> {
  model.setWeights(weights);
  model.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
  for (let step = 0; step < 2; step++) await model.trainOnBatch(x, y);
  return model.getWeights().flatMap((weight) => [...weight.dataSync()]);
}

for (const [what, make, shape] of [
  ['3 examples', network, [3, 4, 4, 2]],
  ['8 examples', network, [8, 4, 4, 2]],
  ['a model inside a model that is called twice', nested, [8, 3]],
] as const) {
  test.serial(`a model trains as by stock layers, also its averages: ${what}`, async (t) => {
    const model = make();
    const weights = model.getWeights().map((weight) => noise(...weight.shape).abs());
    const x = noise(...shape);
    const y = noise(shape[0], 2);
    const stock = await trained(model, weights, x, y);
    const tensors = tf.memory().numTensors;
    const undo = fastBatchNorm(model);
    const own = await trained(model, weights, x, y);
    t.is(tf.memory().numTensors, tensors + 1, 'there must be no more tensors, but for the rate of another optimizer');
    const apart = Math.max(...stock.map((value, i) => Math.abs(value - own[i]!)));
    t.true(apart < 1e-5, `weights are up to ${apart} apart`);
    undo();
    t.deepEqual(await trained(model, weights, x, y), stock, 'layers are not as they were');
    model.dispose();
  });
}

test.serial('outside of training averages are used, and not changed', (t) => {
  const model = network();
  const undo = fastBatchNorm(model);
  const x = noise(2, 4, 4, 2);
  const values = () => [...[model.predict(x)].flat()[0]!.dataSync()];
  const first = values();
  t.deepEqual(values(), first);
  undo();
  t.deepEqual(values(), first);
  model.dispose();
});

test.serial('layers without γ, or along another axis, stay as they are', (t) => {
  for (const options of [{ scale: false }, { axis: 1 }]) {
    const model = network(options);
    const { call } = model.layers[1]!;
    const { call: last } = model.layers[5]!;
    fastBatchNorm(model);
    t.is(model.layers[1]!.call, call);
    t.not(model.layers[5]!.call, last);
    model.dispose();
  }
});
