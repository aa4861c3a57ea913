import * as tf from '@tensorflow/tfjs';
import { compress, createRegistry, isNode, leavesOf, type Model, read, use, write } from '@tensorpress/core';
import { huffman } from '@tensorpress/huffman';
import { kmeansShare } from '@tensorpress/kmeans-share';
import { prune } from '@tensorpress/prune';
import test from 'ava';
import { useWasm } from './_wasm.test.ts';
import { fromLayersModel, ModelError, toLayersModel } from './index.ts';

const registry = createRegistry({
  huffman: async () => huffman,
  'kmeans-share': async () => kmeansShare,
  prune: async () => prune,
});

test.before(useWasm);

/** A model of one layer, and what goes in. */
const nets: Record<string, () => { net: tf.LayersModel; x: tf.Tensor }> = {
  Dense: () => {
    const layer = tf.layers.dense({ units: 20, inputShape: [30], kernelRegularizer: 'l1l2' });
    return { net: tf.sequential({ layers: [layer] }), x: tf.randomNormal([4, 30]) };
  },
  Conv2D: () => {
    const layer = tf.layers.conv2d({ filters: 10, kernelSize: 3, inputShape: [6, 6, 4] });
    return { net: tf.sequential({ layers: [layer] }), x: tf.randomNormal([2, 6, 6, 4]) };
  },
  LSTM: () => {
    const layer = tf.layers.lstm({ units: 10, inputShape: [5, 8] });
    return { net: tf.sequential({ layers: [layer] }), x: tf.randomNormal([3, 5, 8]) };
  },
  GRU: () => {
    const layer = tf.layers.gru({ units: 12, inputShape: [5, 8], recurrentInitializer: 'glorotNormal' });
    return { net: tf.sequential({ layers: [layer] }), x: tf.randomNormal([3, 5, 8]) };
  },
  Embedding: () => {
    const layer = tf.layers.embedding({ inputDim: 50, outputDim: 8, inputLength: 6 });
    return { net: tf.sequential({ layers: [layer] }), x: tf.randomUniform([3, 6], 0, 50, 'int32') };
  },
  'stacked, bidirectional and distributed': () => {
    const cell = [tf.layers.lstmCell({ units: 9 }), tf.layers.gruCell({ units: 9 })];
    const layers = [
      tf.layers.bidirectional({
        layer: tf.layers.lstm({ units: 8, returnSequences: true }) as tf.RNN,
        mergeMode: 'concat',
        inputShape: [4, 8],
      }),
      tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 20 }) }),
      tf.layers.rnn({ cell }),
    ];
    return { net: tf.sequential({ layers }), x: tf.randomNormal([2, 4, 8]) };
  },
  'nested, its layer called twice': () => {
    const inner = tf.sequential({ layers: [tf.layers.dense({ units: 20, inputShape: [20] })] });
    const x = tf.input({ shape: [20] });
    const outputs = inner.apply(inner.apply(x)) as tf.SymbolicTensor;
    return { net: tf.model({ inputs: x, outputs }), x: tf.randomNormal([3, 20]) };
  },
};

async function compressed(net: tf.LayersModel, options: object = { bits: 3 }): Promise<Model> {
  const model = await fromLayersModel(net);
  const where = (_: string, { shape }: { shape: readonly number[] }) => shape.length > 1;
  return read(
    await write(
      await compress(model, [
        use(prune, { sparsity: 0.5 }, { where }),
        use(kmeansShare, options),
        use(huffman, {}, { where: (path) => path.endsWith('indices') }),
      ]),
    ),
  );
}

const predict = (net: tf.LayersModel, x: tf.Tensor): Float32Array =>
  tf.tidy(() => (net.predict(x) as tf.Tensor).dataSync<'float32'>());

for (const backend of ['cpu', 'wasm']) {
  for (const [name, make] of Object.entries(nets)) {
    test.serial(
      `${name} on ${backend}: runs in compressed form as it does decoded, and leaves nothing behind`,
      async (t) => {
        await tf.setBackend(backend);
        const { net, x } = make();
        const model = await compressed(net);
        t.true(Object.values(model.weights).some(isNode));
        const dense = await toLayersModel(model, registry);
        const expected = predict(dense, x);
        const start = tf.memory();

        const small = await toLayersModel(model, registry, { execution: 'compressed' });
        const actual = predict(small, x);
        t.true(actual.every((value, i) => Math.abs(value - expected[i]!) < 1e-5));
        const { numTensors } = tf.memory();
        predict(small, x);
        t.is(tf.memory().numTensors, numTensors);
        const leaves = [...leavesOf(model.weights).keys()].filter(({ dtype }) => dtype === 'f32');
        t.is(small.weights.length, leaves.length);
        t.is(
          small.countParams(),
          leaves.reduce((sum, { data }) => sum + data.length, 0),
        );

        small.dispose();
        t.is(tf.memory().numTensors, start.numTensors);
        t.is(tf.memory().numBytes, start.numBytes);
      },
    );
  }
}

test.serial('is trained by fit in compressed form, tensors growing neither by steps nor by calls', async (t) => {
  await tf.setBackend('wasm');
  for (const name of ['Dense', 'LSTM', 'GRU', 'Embedding', 'nested, its layer called twice']) {
    const { net, x } = nets[name]!();
    const small = await toLayersModel(await compressed(net), registry, { execution: 'compressed' });
    small.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
    const y = tf.zeros((small.predict(x) as tf.Tensor).shape);
    const { history } = await small.fit(x, y, { epochs: 12, verbose: 0 });
    const { numTensors } = tf.memory();
    await small.fit(x, y, { epochs: 3, verbose: 0 });
    t.is(tf.memory().numTensors, numTensors, name);
    t.true(Number(history.loss!.at(-1)) < 0.9 * Number(history.loss![0]), `${name}: ${history.loss}`);
  }
});

test.serial('leaves that weights share are one variable, and train as one', async (t) => {
  await tf.setBackend('cpu');
  const layers = [0, 1].map(() => tf.layers.dense({ units: 30, inputShape: [30], useBias: false }));
  const model = await compressed(tf.sequential({ layers }), { bits: 4, scope: 'model' });
  const codebooks = [...leavesOf(model.weights)].filter(([, path]) => path.endsWith('codebook'));
  t.is(codebooks.length, 1);
  const net = await toLayersModel(model, registry, { execution: 'compressed' });
  t.is(net.weights.length, 1);
  const [codebook] = net.weights;
  codebook!.write(tf.zerosLike(codebook!.read()));
  t.true(predict(net, tf.ones([1, 30])).every((value) => value === 0));
  net.dispose();
});

test.serial('two weights that are one and the same tensor stay tied', async (t) => {
  await tf.setBackend('cpu');
  const layers = [0, 1].map(() => tf.layers.dense({ units: 4, inputShape: [4], useBias: false }));
  const { weights, topology } = await fromLayersModel(tf.sequential({ layers }));
  const [first, second] = Object.keys(weights) as [string, string];
  const tied = { weights: { [first]: weights[first]!, [second]: weights[first]! }, topology: topology! };
  const before = tf.memory().numTensors;
  const net = await toLayersModel(tied, registry, { execution: 'compressed' });
  t.is(net.weights.length, 1);
  net.weights[0]!.write(tf.zeros([4, 4]));
  t.true(predict(net, tf.ones([1, 4])).every((value) => value === 0));
  net.dispose();
  t.is(tf.memory().numTensors, before + 2);
});

test.serial('what stays compressed cannot be written, and says so', async (t) => {
  await tf.setBackend('cpu');
  const { net } = nets.Dense!();
  const small = await toLayersModel(await compressed(net), registry, { execution: 'compressed' });
  const kernel: unknown = Reflect.get(small.layers[0]!, 'kernel');
  t.throws(() => (kernel as tf.LayerVariable).write(tf.zeros([30, 20])), {
    instanceOf: ModelError,
    message: /kernel: is compressed/,
  });
});

test.serial('a model without layers, or with an unknown codec, leaves nothing behind', async (t) => {
  await tf.setBackend('cpu');
  const { net } = nets.Dense!();
  const model = await compressed(net);
  const start = tf.memory().numTensors;
  const execution = 'compressed';
  await t.throwsAsync(() => toLayersModel(model, createRegistry({}), { execution }), { message: /kmeans|prune/ });
  const graph = { weights: {}, topology: { format: 'graph-model', modelTopology: { node: [] } } };
  await t.throwsAsync(() => toLayersModel(graph, registry, { execution }), { instanceOf: ModelError });
  await t.throwsAsync(() => toLayersModel({ weights: model.weights }, registry, { execution }), {
    instanceOf: ModelError,
  });
  t.is(tf.memory().numTensors, start);
});
