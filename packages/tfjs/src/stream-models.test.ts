import * as tf from '@tensorflow/tfjs';
import { type Model, type Outline, sizeOf, type Tensor } from '@tensorpress/core';
import test from 'ava';
import { sum } from './_graph.test.ts';
import { useWasm } from './_wasm.test.ts';
import { fromLayersModel, streamGraphModel, streamLayersModel, type WeightValues } from './index.ts';

test.before(useWasm);

/** What the weights of a model hold, one by one; `watch` is called before each, and after the last. */
async function* valuesOf(model: Model, watch: (given: number) => void = () => {}): AsyncGenerator<WeightValues> {
  let given = 0;
  for (const tree of Object.values(model.weights)) {
    watch(given++);
    if ('data' in tree) yield tree.data.slice();
  }
  watch(given);
}

const f32 = (...shape: number[]): Tensor => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => Math.sin(i)),
});

const graph: Model = {
  weights: {
    none: f32(0, 3),
    w: f32(2),
    flags: { dtype: 'u8', shape: [2], bits: 1, data: Uint8Array.of(1, 0) },
    empty: f32(3, 0),
    labels: { dtype: 'u8', shape: [10], data: Uint8Array.of(2, 0, 0, 0, 104, 105, 0, 0, 0, 0) },
    size: { dtype: 'i32', shape: [], data: Int32Array.of(-2) },
    last: f32(0),
  },
  topology: {
    format: 'graph-model',
    strings: { labels: [1, 2] },
    ...sum,
  },
};

async function layers(): Promise<{ net: tf.LayersModel; model: Model }> {
  const net = tf.sequential();
  net.add(tf.layers.lstm({ units: 40, inputShape: [4, 30], recurrentInitializer: 'orthogonal' }));
  net.add(tf.layers.batchNormalization());
  for (let i = 0; i < 5; i++) net.add(tf.layers.dense({ units: 40, kernelConstraint: 'nonNeg' }));
  net.setUserDefinedMetadata({ labels: ['a'] });
  return { net, model: await fromLayersModel(net) };
}

test.serial(
  'a LayersModel takes its weights one by one, and there is never more than it and one of them',
  async (t) => {
    const { net, model } = await layers();
    net.layers.forEach((layer) => {
      layer.setWeights(layer.getWeights().map((weight) => tf.abs(weight)));
    });
    const positive = await fromLayersModel(net);
    const before = tf.memory();
    const whole = net.countParams() * 4;
    let given = 0;
    const watch = (count: number) => {
      given = count;
      t.true(tf.memory().numTensors - before.numTensors <= net.weights.length);
      t.is(tf.memory().numBytes - before.numBytes, whole);
    };
    const back = await streamLayersModel(model, valuesOf(positive, watch));
    t.is(given, Object.keys(model.weights).length);
    t.deepEqual(back.getUserDefinedMetadata(), { labels: ['a'] });
    const x = tf.randomNormal([2, 4, 30]);
    const [expected, actual] = [net, back].map((some) => tf.tidy(() => (some.predict(x) as tf.Tensor).dataSync()));
    t.deepEqual(actual, expected);
    tf.dispose(x);
    back.dispose();
    t.is(tf.memory().numTensors, before.numTensors);
  },
);

test.serial('it is made without initializers, and its config is that of stock loading', async (t) => {
  const { model } = await layers();
  const back = await streamLayersModel(model, valuesOf(model));
  const { format, modelTopology } = model.topology!;
  const stock = await tf.models.modelFromJSON(JSON.parse(JSON.stringify({ modelTopology })));
  t.is(format, 'layers-model');
  t.deepEqual(back.getConfig(), stock.getConfig());
  t.deepEqual(
    back.weights.map(({ originalName, shape, trainable }) => [originalName, shape, trainable]),
    stock.weights.map(({ originalName, shape, trainable }) => [originalName, shape, trainable]),
  );
});

test.serial('a GraphModel takes its weights one by one, of all types, some without elements', async (t) => {
  const before = tf.memory().numBytes;
  const sizes = Object.values(graph.weights).map((tree) => ('data' in tree ? tree.data.byteLength : 0));
  const net = await streamGraphModel(
    graph,
    valuesOf(graph, (given) => {
      // Backends hold strings in their own way.
      if (given < 5)
        t.is(
          tf.memory().numBytes - before,
          sizes.slice(0, given).reduce((sum, size) => sum + size, 0),
        );
    }),
  );
  const x = tf.tensor1d([1, 2]);
  t.deepEqual((net.predict(x) as tf.Tensor).arraySync(), [1, 2 + Math.fround(Math.sin(1))]);
  const { labels, flags, size, none } = net.weights;
  t.deepEqual(
    [labels, flags, size, none].map((tensors) => tensors![0]!.arraySync()),
    [[['hi', '']], [1, 0], -2, []],
  );
});

test.serial('where the weights stop with an error, at whichever, that is the error and nothing is left', async (t) => {
  const { model } = await layers();
  const reason = new Error('the network is gone');
  for (const [load, whole] of [[streamLayersModel, model] as const, [streamGraphModel, graph] as const]) {
    const count = Object.keys(whole.weights).length;
    for (let stop = 0; stop <= count; stop++) {
      const before = tf.memory().numTensors;
      const broken = valuesOf(whole, (given) => {
        if (given === stop) throw reason;
      });
      t.is(await t.throwsAsync<Error>(load(whole, broken)), reason);
      t.is(tf.memory().numTensors, before, `${load.name} ${stop}`);
    }
  }
});

test.serial('what does not fit is refused, and nothing is left', async (t) => {
  const { model } = await layers();
  const before = tf.memory().numTensors;
  const refused = async (loading: Promise<unknown>, message: RegExp) => {
    await t.throwsAsync(loading, { message });
    t.is(tf.memory().numTensors, before);
  };
  await refused(streamLayersModel(graph, valuesOf(graph)), /is a GraphModel.* loadGraphModel/);
  await refused(streamGraphModel(model, valuesOf(model)), /is a LayersModel.* loadLayersModel/);
  const [[, first], ...rest] = Object.entries(model.weights) as [[string, Tensor], ...[string, Tensor][]];
  const without: Outline = { ...model, weights: Object.fromEntries(rest) };
  await refused(streamLayersModel(without, valuesOf(model)), /1 of \d+ weights are not set/);
  const other: Outline = { ...model, weights: { ...model.weights, other: first } };
  await refused(streamLayersModel(other, valuesOf(model)), /no target variable: other/);
  for (const data of [new Uint8Array(3), new Uint8Array(8).fill(255), new Uint8Array(9)]) {
    const weights = { ...graph.weights, labels: { dtype: 'u8', shape: [data.length], data } } as const;
    await refused(streamGraphModel({ ...graph, weights }, valuesOf({ weights })), /^labels: its/);
  }
});
