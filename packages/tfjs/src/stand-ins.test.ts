import * as tf from '@tensorflow/tfjs';
import { compress, createRegistry, isNode, type Model, type Registry, use } from '@tensorpress/core';
import { type SvdOptions, svd } from '@tensorpress/svd';
import test from 'ava';
import { useWasm } from './_wasm.test.ts';
import { fromLayersModel, toLayersModel } from './index.ts';

test.before(useWasm);

const { factors, matMul, ...rebuildOnly } = svd;
const rebuild = () => {
  throw new Error('it is rebuilt');
};
/** A product that needs, once it knows the rows, the weight for all calls after that. */
const built: typeof svd.matMul =
  (ops, ...node) =>
  () => {
    const weight = svd.rebuild!(ops, ...node);
    return (x) => ops.matMul(x, weight);
  };
const registryOf = (codec: typeof svd) => createRegistry({ svd: async () => codec });

/** The codec with all its ways, and with some of them alone. */
const ways: Readonly<Record<string, Registry>> = {
  all: registryOf(svd),
  product: registryOf({ ...rebuildOnly, ...(matMul && { matMul }) }),
  'product that is made ready': registryOf({ ...rebuildOnly, matMul: built }),
  rebuild: registryOf(rebuildOnly),
};
/** The codec without weights that are built. */
const unbuilt = {
  factors: registryOf({ ...rebuildOnly, ...(factors && { factors }), rebuild }),
  product: registryOf({ ...rebuildOnly, ...(matMul && { matMul }), rebuild }),
};

interface Net {
  readonly layers: tf.layers.Layer[];
  readonly x: tf.Tensor;
  /** Ways that do not build the weights of its layers. */
  readonly short: readonly (keyof typeof unbuilt)[];
  readonly options?: Partial<SvdOptions>;
}

const glorot = 'glorotNormal';
const recurrent = { recurrentInitializer: glorot, biasInitializer: 'randomNormal' } as const;
const sequences = () => tf.randomNormal([3, 5, 8]);

const nets: Readonly<Record<string, () => Net>> = {
  Dense: () => ({
    layers: [
      tf.layers.dense({ units: 20, inputShape: [30], activation: 'relu', biasInitializer: 'randomNormal' }),
      tf.layers.dense({ units: 12, activation: 'softmax', useBias: false }),
    ],
    x: tf.randomNormal([4, 30]),
    short: ['factors', 'product'],
  }),
  'Dense of sequences, distributed and not': () => ({
    layers: [
      tf.layers.dense({ units: 16, inputShape: [5, 8], activation: 'elu' }),
      tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 12, activation: 'tanh' }) }),
    ],
    x: sequences(),
    short: ['factors', 'product'],
  }),
  'Dense of separate columns': () => ({
    layers: [tf.layers.dense({ units: 20, inputShape: [30] })],
    x: tf.randomNormal([4, 30]),
    short: ['product'],
    options: { blocks: 2 },
  }),
  Embedding: () => ({
    layers: [
      tf.layers.embedding({ inputDim: 50, outputDim: 8, inputLength: 6, maskZero: true }),
      tf.layers.gru({ units: 8, ...recurrent, returnSequences: true }),
      tf.layers.lstm({ units: 8, ...recurrent }),
    ],
    x: tf.tensor([3, 9, 0, 0, 49, 1, 7, 0, 7, 8, 0, 0], [2, 6], 'int32'),
    short: ['factors'],
  }),
  LSTM: () => ({
    layers: [tf.layers.lstm({ units: 9, inputShape: [5, 8], ...recurrent })],
    x: sequences(),
    short: ['factors', 'product'],
  }),
  'LSTM of separate gates': () => ({
    layers: [tf.layers.lstm({ units: 9, inputShape: [5, 8], ...recurrent, goBackwards: true, useBias: false })],
    x: sequences(),
    short: ['product'],
    options: { blocks: 4 },
  }),
  GRU: () => ({
    layers: [
      tf.layers.gru({ units: 9, batchInputShape: [3, 5, 8], ...recurrent, stateful: true, returnSequences: true }),
    ],
    x: sequences(),
    short: ['factors', 'product'],
  }),
  'GRU of separate gates': () => ({
    layers: [tf.layers.gru({ units: 9, inputShape: [5, 8], ...recurrent, recurrentActivation: 'softmax' })],
    x: sequences(),
    short: ['product'],
    options: { blocks: 3 },
  }),
  'stacked and bidirectional': () => ({
    layers: [
      tf.layers.bidirectional({
        layer: tf.layers.lstm({ units: 8, returnSequences: true, ...recurrent }) as tf.RNN,
        mergeMode: 'concat',
        inputShape: [4, 8],
      }),
      tf.layers.rnn({
        cell: [tf.layers.lstmCell({ units: 9, ...recurrent }), tf.layers.gruCell({ units: 7, ...recurrent })],
      }),
    ],
    x: tf.randomNormal([2, 4, 8]),
    short: ['factors', 'product'],
  }),
};

const convolutions = [
  { kernelSize: 3, unfolding: 'channel', padding: 'valid', activation: 'relu' },
  { kernelSize: [3, 2], unfolding: 'channel', padding: 'same', strides: [2, 1] },
  { kernelSize: 3, unfolding: 'spatial', padding: 'same', strides: [2, 3], useBias: false },
  { kernelSize: [2, 3], unfolding: 'spatial', padding: 'valid', strides: [1, 2], activation: 'tanh' },
  { kernelSize: [3, 2], unfolding: 'spatial', padding: 'same', dilationRate: [2, 1] },
  { kernelSize: [1, 3], unfolding: 'spatial', padding: 'valid', strides: 2 },
  { kernelSize: 1, unfolding: 'channel', padding: 'same', strides: 2 },
] as const;
const cases: [string, () => Net][] = [
  ...Object.entries(nets),
  ...convolutions.map(({ unfolding, ...config }): [string, () => Net] => [
    `Conv2D ${JSON.stringify({ unfolding, ...config })}`,
    () => ({
      layers: [
        tf.layers.conv2d({ filters: 10, inputShape: [9, 8, 8], biasInitializer: 'randomNormal', ...config } as never),
      ],
      x: tf.randomNormal([2, 9, 8, 8]),
      short: ['factors'],
      options: { unfolding },
    }),
  ]),
  ...(['same', 'valid'] as const).flatMap((padding) =>
    [{ strides: 2 }, { dilationRate: 2 }].map((config): [string, () => Net] => [
      `Conv1D ${JSON.stringify({ padding, ...config })}`,
      () => ({
        layers: [tf.layers.conv1d({ filters: 10, kernelSize: 3, inputShape: [9, 8], padding, ...config })],
        x: tf.randomNormal([2, 9, 8]),
        short: ['factors'],
      }),
    ]),
  ),
];

const compressed = async ({ layers, options }: Net): Promise<Model> => {
  const net = tf.sequential({ layers });
  const where = (_: string, { shape }: { shape: readonly number[] }) => shape.length > 1;
  const model = await compress(await fromLayersModel(net), [use(svd, { rank: 2, ...options }, { where })]);
  net.dispose();
  return model;
};

const predict = (net: tf.LayersModel, x: tf.Tensor): Float32Array =>
  tf.tidy(() => (net.predict(x) as tf.Tensor).dataSync<'float32'>());

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  a.length === b.length ? Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!))) : Number.POSITIVE_INFINITY;

for (const [name, make] of cases) {
  test.serial(`${name}: gives without its weights what it gives with them, and leaves nothing behind`, async (t) => {
    const net = make();
    const model = await compressed(net);
    t.true(Object.values(model.weights).every((tree) => isNode(tree) === tree.shape.length > 1));
    // A stateful layer keeps its states when it is disposed of.
    const tensors = () => tf.memory().numTensors;
    const start = tensors();
    const dense = await toLayersModel(model, ways.all!);
    const expected = [predict(dense, net.x), predict(dense, net.x)];
    dense.dispose();
    const left = tensors() - start;
    const runs = { ...ways, ...Object.fromEntries(net.short.map((way) => [`${way} unbuilt`, unbuilt[way]])) };
    for (const [way, codecs] of Object.entries(runs)) {
      const before = tensors();
      const small = await toLayersModel(model, codecs, { execution: 'compressed' });
      const actual = predict(small, net.x);
      t.true(distance(actual, expected[0]!) < 1e-5, `${way}: off by ${distance(actual, expected[0]!)}`);
      const constant = tensors();
      t.true(distance(predict(small, net.x), expected[1]!) < 1e-5, `${way}, called again`);
      t.is(tensors(), constant, way);
      small.dispose();
      t.is(tensors() - before, left, way);
    }
    const built = await toLayersModel(model, registryOf({ ...rebuildOnly, rebuild }), { execution: 'compressed' });
    t.throws(() => predict(built, net.x), { message: /it is rebuilt/ });
    built.dispose();
  });

  // TensorFlow.js has no gradient of it.
  if (name.includes('dilation')) continue;
  test.serial(`${name}: a step of training changes the same as one with its weights`, async (t) => {
    const net = make();
    const model = await compressed(net);
    const trained: number[][] = [];
    for (const codecs of Object.values(ways)) {
      const small = await toLayersModel(model, codecs, { execution: 'compressed' });
      const valuesOf = () => small.getWeights().flatMap((weight) => [...weight.dataSync()]);
      const before = valuesOf();
      small.compile({ optimizer: tf.train.sgd(1), loss: 'meanSquaredError' });
      const y = tf.tidy(() => {
        const { shape, size } = small.predict(net.x) as tf.Tensor;
        return tf.cos(tf.range(0, size)).reshape(shape);
      });
      const fit = async () => {
        await small.fit(net.x, y, { epochs: 1, batchSize: y.shape[0]!, shuffle: false, verbose: 0 });
        small.resetStates();
      };
      await fit();
      trained.push(valuesOf());
      t.true(distance(trained.at(-1)!, before) > 1e-3);
      t.true(distance(trained.at(-1)!, trained[0]!) < 1e-5);
      const { numTensors } = tf.memory();
      await fit();
      t.is(tf.memory().numTensors, numTensors);
      small.dispose();
      y.dispose();
    }
  });
}

test.serial('dropout is drawn by the layer itself, in training only', async (t) => {
  const config = { units: 9, inputShape: [5, 8], ...recurrent, dropout: 0.3, recurrentDropout: 0.3 };
  const net = { layers: [tf.layers.lstm(config)], x: sequences(), short: [] };
  const model = await compressed(net);
  const dense = await toLayersModel(model, ways.all!);
  const small = await toLayersModel(model, unbuilt.factors, { execution: 'compressed' });
  t.true(distance(predict(small, net.x), predict(dense, net.x)) < 1e-5);
  const call = (training: boolean) => tf.tidy(() => (small.apply(net.x, { training }) as tf.Tensor).dataSync());
  t.notThrows(() => call(false));
  t.throws(() => call(true), { message: /it is rebuilt/ });
  const trained = await toLayersModel(model, ways.all!, { execution: 'compressed' });
  const draw = () => tf.tidy(() => (trained.apply(net.x, { training: true }) as tf.Tensor).dataSync());
  t.true(distance(draw(), draw()) > 1e-3);
});

test.serial('a class of somebody else reads rebuilt weights, whatever it is called', async (t) => {
  const { SerializationMap } = tf.serialization;
  const [Dense] = SerializationMap.getMap().classNameMap.Dense!;
  class Doubling extends Dense {
    getConfig(): tf.serialization.ConfigDict {
      return {};
    }
    call(...args: unknown[]): tf.Tensor {
      return tf.mul(Reflect.apply(Reflect.get(Dense.prototype, 'call'), this, args), 2);
    }
  }
  const net = {
    layers: [tf.layers.dense({ units: 20, inputShape: [30] })],
    x: tf.randomNormal([4, 30]),
    short: [],
  };
  const model = await compressed(net);
  const expected = predict(await toLayersModel(model, ways.all!), net.x);
  SerializationMap.register(Doubling);
  t.teardown(() => SerializationMap.register(Dense));
  const small = await toLayersModel(model, ways.all!, { execution: 'compressed' });
  const halves = predict(small, net.x).map((value) => value / 2);
  t.true(distance(halves, expected) < 1e-5);
});

test.serial('a convolution of channels that come first reads rebuilt weights', async (t) => {
  const config = { filters: 10, kernelSize: 3, inputShape: [8, 9, 7], dataFormat: 'channelsFirst' as const };
  const net = { layers: [tf.layers.conv2d(config)], x: tf.randomNormal([2, 8, 9, 7]), short: [] };
  const model = await compressed(net);
  const [dense, small] = [
    await toLayersModel(model, ways.all!),
    await toLayersModel(model, ways.all!, { execution: 'compressed' }),
  ];
  t.true(distance(predict(small!, net.x), predict(dense!, net.x)) < 1e-5);
});
