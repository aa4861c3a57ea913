import * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';
import test from 'ava';
import { apply, measureLatency, predictLatency } from './index.ts';
import { callKey } from './latency-key.ts';
import { layerCalls } from './layer-calls.ts';

test.before(() => tf.setBackend('cpu'));

const keyOf = (layer: tf.layers.Layer, shape: number[] = [8, 8, 3], batch = 1) => {
  const x = tf.input({ shape });
  return callKey(layerCalls(tf.model({ inputs: x, outputs: apply(layer, x) }))[0]!, batch);
};

test('a key is the same for layers that differ in nothing that takes time', (t) => {
  const config = { filters: 4, kernelSize: 3 };
  const key = keyOf(tf.layers.conv2d(config));
  const kernelInitializer = tf.initializers.heNormal({ seed: 3 });
  t.is(key, keyOf(tf.layers.conv2d({ ...config, name: 'other', trainable: false, kernelInitializer })));
  t.is(key, keyOf(tf.layers.conv2d({ ...config, kernelRegularizer: 'l1l2', kernelConstraint: 'nonNeg' })));
  t.is(keyOf(tf.layers.dropout({ rate: 0.5, seed: 1 })), keyOf(tf.layers.dropout({ rate: 0.5, seed: 2 })));
});

test.serial('a key tells apart what takes time: class, config, shape, batch and backend', async (t) => {
  const config = { filters: 4, kernelSize: 3 };
  const keys = [
    keyOf(tf.layers.conv2d(config)),
    keyOf(tf.layers.separableConv2d(config)),
    keyOf(tf.layers.conv2d({ ...config, filters: 5 })),
    keyOf(tf.layers.conv2d({ ...config, strides: 2 })),
    keyOf(tf.layers.conv2d({ ...config, activation: 'relu' })),
    keyOf(tf.layers.conv2d(config), [8, 9, 3]),
    keyOf(tf.layers.conv2d(config), [8, 8, 3], 2),
  ];
  const x = tf.input({ shape: [8, 8, 3] });
  const [call] = layerCalls(tf.model({ inputs: x, outputs: apply(tf.layers.conv2d(config), x) }));
  const backend = tf.backend();
  tf.registerBackend('other', () => backend);
  t.true(await tf.setBackend('other'));
  keys.push(callKey(call!, 1));
  await tf.setBackend('cpu');
  t.is(keys[0], callKey(call!, 1));
  t.is(new Set(keys).size, keys.length);
});

/** A network that is fast to measure, with one layer twice. */
const model = () =>
  tf.sequential({
    layers: [
      tf.layers.dense({ units: 4, inputShape: [4], name: 'a' }),
      tf.layers.dense({ units: 4, name: 'b' }),
      tf.layers.dropout({ rate: 0.5, name: 'c' }),
    ],
  });

test.serial('each layer is measured once, and never again with the same table, also from JSON', async (t) => {
  const set: string[] = [];
  const table = new Map<string, number>();
  const watched = {
    get: (key: string) => table.get(key),
    set: (key: string, milliseconds: number) => {
      set.push(key);
      table.set(key, milliseconds);
    },
  };
  const net = model();
  const before = tf.memory().numTensors;
  const first = await predictLatency(net, watched, { runs: 2, warmUp: 0 });
  t.is(tf.memory().numTensors, before);
  t.deepEqual(
    first.layers.map(({ name }) => name),
    ['a', 'b', 'c'],
  );
  t.is(set.length, 3);
  t.is(first.layers[0]!.milliseconds, first.layers[1]!.milliseconds);
  const overhead = [...table].find(([key]) => key.includes('nothing'))![1];
  const sum = first.layers.reduce((a, { milliseconds }) => a + milliseconds, overhead);
  t.is(first.milliseconds, sum);
  const restored = new Map<string, number>(JSON.parse(JSON.stringify([...table])));
  t.deepEqual(await predictLatency(net, restored, { runs: 2, warmUp: 0 }), first);
  t.is(restored.size, 3);
  net.dispose();
});

test.serial('latency is a positive time, and measuring it leaves nothing behind', async (t) => {
  const net = model();
  const before = tf.memory().numTensors;
  t.true((await measureLatency(net, { batch: 3, runs: 2, warmUp: 0 })) > 0);
  t.is(tf.memory().numTensors, before);
  net.dispose();
});

test.serial('a signal stops it, before and on the way, and nothing is left behind', async (t) => {
  const net = model();
  const before = tf.memory().numTensors;
  const reason = new Error('enough');
  await t.throwsAsync(() => measureLatency(net, {}, { signal: AbortSignal.abort(reason) }), { is: reason });
  const controller = new AbortController();
  setTimeout(() => controller.abort(reason), 5);
  const table = new Map<string, number>();
  await t.throwsAsync(() => predictLatency(net, table, { runs: 1e6 }, controller), { is: reason });
  t.is(table.size, 0);
  t.is(tf.memory().numTensors, before);
  net.dispose();
});

test('batches, runs and quantiles that are none are refused', async (t) => {
  const refuse = (options: object, message: RegExp) =>
    t.throwsAsync(() => measureLatency(model(), options), { instanceOf: OptionError, message });
  await refuse({ batch: 0 }, /batch must be a positive integer, not 0/);
  await refuse({ runs: 1.5 }, /runs must be a positive integer, not 1.5/);
  await refuse({ warmUp: -1 }, /warmUp must be a number from 0, not -1/);
  await refuse({ quantile: 2 }, /quantile must be a number from 0 to 1, not 2/);
});
