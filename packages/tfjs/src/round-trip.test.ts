import * as tf from '@tensorflow/tfjs';
import { createRegistry, type Model, read, write } from '@tensorpress/core';
import test from 'ava';
import { sum } from './_graph.test.ts';
import { fromArtifacts, fromGraphModel, fromLayersModel, ioHandler, ModelError, toArtifacts } from './index.ts';

const codecs = createRegistry({});

test.before(async () => {
  await tf.setBackend('cpu');
});

test('a LayersModel comes back from a file with the same outputs and nothing that loading does not take', async (t) => {
  const input = tf.input({ shape: [8, 6, 2] });
  const batchNormalization = tf.layers.batchNormalization({ movingMeanInitializer: 'randomNormal' });
  const features = batchNormalization.apply(tf.layers.conv2d({ filters: 3, kernelSize: 3 }).apply(input));
  const flat = tf.layers.flatten().apply(features) as tf.SymbolicTensor;
  const output = tf.layers.dense({ units: 4, activation: 'softmax', kernelRegularizer: 'l1l2' }).apply(flat);
  const net = tf.model({ inputs: input, outputs: output as tf.SymbolicTensor });
  net.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
  net.setUserDefinedMetadata({ labels: ['a', 'b'] });

  const model = await read(await write(await fromLayersModel(net)));
  t.deepEqual(Object.keys(model.topology!), ['format', 'modelTopology', 'userDefinedMetadata']);
  t.notRegex(JSON.stringify(model.topology), /initializer|optimizer/);
  const back = await tf.loadLayersModel(ioHandler(model, codecs));
  t.is(back.layers.at(-1)!.getConfig().kernelRegularizer === null, false);
  const x = tf.randomNormal([2, 8, 6, 2]);
  const [before, after] = [net, back].map((some) => (some.predict(x) as tf.Tensor).dataSync());
  t.deepEqual(after, before);
});

test('a layer that TensorFlow.js does not know keeps its initializers', async (t) => {
  const config = { name: 'a', kernel_initializer: { class_name: 'Zeros', config: {} } };
  const modelTopology = {
    class_name: 'Sequential',
    config: {
      layers: [
        { class_name: 'Dense', config },
        { class_name: 'Mine', config },
      ],
    },
  };
  const { topology } = await fromArtifacts({ modelTopology, weightSpecs: [], weightData: new ArrayBuffer(0) });
  t.deepEqual(topology!.modelTopology, {
    class_name: 'Sequential',
    config: {
      layers: [
        { class_name: 'Dense', config: { name: 'a' } },
        { class_name: 'Mine', config },
      ],
    },
  });
});

const graph = { format: 'graph-model', generatedBy: '2.4.1', ...sum } as const;

test('a GraphModel comes back with all types of weights and its signature', async (t) => {
  const bytes = (...values: number[]) => Uint8Array.from(values).buffer;
  const net = await tf.loadGraphModel(
    tf.io.fromMemory({
      ...graph,
      weightSpecs: [
        { name: 'w', shape: [2], dtype: 'float32', quantization: { dtype: 'uint8', scale: 0.5, min: -1 } },
        { name: 'size', shape: [], dtype: 'int32' },
        { name: 'flags', shape: [2], dtype: 'bool' },
        { name: 'labels', shape: [1, 2], dtype: 'string' },
      ],
      weightData: bytes(6, 0, 254, 255, 255, 255, 1, 0, 2, 0, 0, 0, 104, 105, 0, 0, 0, 0),
    }),
  );
  const model: Model = await read(await write(await fromGraphModel(net)));
  t.deepEqual(Object.keys(model.topology!), ['format', 'modelTopology', 'strings', 'signature']);

  const artifacts = await toArtifacts(model, codecs);
  const weights = tf.io.decodeWeights(artifacts.weightData, artifacts.weightSpecs);
  const values = Object.entries(weights).map(([name, tensor]) => [name, tensor.dtype, tensor.arraySync()]);
  t.deepEqual(values, [
    ['w', 'float32', [2, -1]],
    ['size', 'int32', -2],
    ['flags', 'bool', [1, 0]],
    ['labels', 'string', [['hi', '']]],
  ]);
  const back = await tf.loadGraphModel(ioHandler(model, codecs));
  t.deepEqual((back.predict(tf.tensor1d([1, 2])) as tf.Tensor).arraySync(), [3, 1]);
});

test('a model is not shared with what it was made of', async (t) => {
  const net = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' })] });
  const model = await fromLayersModel(net);
  net.layers[0]!.setWeights([tf.tensor2d([[5]]), tf.tensor1d([5])]);
  t.deepEqual(
    Object.values(model.weights).map((weight) => 'data' in weight && weight.data[0]),
    [1, 0],
  );
});

test('what TensorFlow.js cannot have is refused', async (t) => {
  const weight = { dtype: 'i16', shape: [1], data: Int16Array.of(1) } as const;
  await t.throwsAsync(() => toArtifacts({ weights: { weight } }, codecs), {
    instanceOf: ModelError,
    message: /topology/,
  });
  await t.throwsAsync(() => toArtifacts({ weights: { weight }, topology: { ...graph } }, codecs), {
    instanceOf: ModelError,
    message: /^weight: .* i16/,
  });
});
