import * as tf from '@tensorflow/tfjs';
import { createRegistry } from '@tensorpress/core';
import test from 'ava';
import { fromArtifacts, ioHandler } from './index.ts';

const codecs = createRegistry({});

test.before(async () => {
  await tf.setBackend('cpu');
});

const dtype = { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null };

const layer = (class_name: string, config: object, rest: object = {}) => ({
  module: 'keras.layers',
  class_name,
  config: { trainable: true, dtype, ...config },
  registered_name: null,
  build_config: { input_shape: [null, 3] },
  ...rest,
});

const tensorOf = (name: string, shape: readonly (number | null)[]) => ({
  class_name: '__keras_tensor__',
  config: { shape, dtype: 'float32', keras_history: [name, 0, 0] },
});

const called = (name: string, ...args: unknown[]) => ({
  name,
  inbound_nodes: [{ args, kwargs: { mask: null, training: false } }],
});

const initializer = { module: 'keras.initializers', class_name: 'Zeros', config: {}, registered_name: null };
const activation = { module: 'builtins', class_name: 'function', config: 'relu', registered_name: 'function' };

test('a functional model of Keras 3 loads', async (t) => {
  const x = tensorOf('x', [null, 3]);
  const model_config = {
    module: 'keras.src.models.functional',
    class_name: 'Functional',
    config: {
      name: 'functional_2',
      trainable: true,
      layers: [
        layer('InputLayer', { batch_shape: [null, 3], name: 'x' }, { name: 'x', inbound_nodes: [] }),
        layer('Dense', { name: 'a', units: 2, activation, kernel_initializer: initializer }, { ...called('a', x) }),
        layer('Dense', { name: 'b', units: 2, activation: 'linear' }, { ...called('b', x) }),
        layer(
          'Concatenate',
          { name: 'c', axis: -1 },
          called('c', [tensorOf('a', [null, 2]), tensorOf('b', [null, 2])]),
        ),
      ],
      input_layers: ['x', 0, 0],
      output_layers: [['c', 0, 0]],
    },
    registered_name: 'Functional',
    build_config: { input_shape: null },
  };
  const spec = (name: string, shape: number[]) => ({ name, shape, dtype: 'float32' as const });
  const model = await fromArtifacts({
    modelTopology: { keras_version: '3.4.1', backend: 'tensorflow', model_config },
    weightSpecs: [
      spec('a/kernel', [3, 2]),
      spec('a/bias', [2]),
      spec('functional_2/b/kernel', [3, 2]),
      spec('b/bias', [2]),
    ],
    weightData: Float32Array.of(1, 0, 0, 1, 0, 0, 0, -9, 1, 0, 0, 1, 0, 0, 10, 20).buffer,
  });
  t.deepEqual(Object.keys(model.weights), ['a/kernel', 'a/bias', 'b/kernel', 'b/bias']);
  t.notRegex(JSON.stringify(model.topology), /registered_name|batch_shape|DTypePolicy|build_config|keras_history/);
  const net = await tf.loadLayersModel(ioHandler(model, codecs));
  t.deepEqual((net.predict(tf.tensor2d([[1, 2, 3]])) as tf.Tensor).arraySync(), [[1, 0, 11, 22]]);
});

test('a sequential model of Keras 3 loads, the name of the model before those of its weights', async (t) => {
  const modelTopology = {
    module: 'keras',
    class_name: 'Sequential',
    config: {
      name: 'sequential',
      dtype,
      layers: [
        layer('InputLayer', { batch_shape: [null, 4, 1], name: 'input_layer' }),
        layer('LSTM', { name: 'lstm', units: 2, activation: 'tanh', recurrent_activation: 'sigmoid' }),
        layer('Dense', { name: 'dense', units: 1 }),
      ],
      build_input_shape: [null, 4, 1],
    },
  };
  const spec = (name: string, shape: number[]) => ({ name, shape, dtype: 'float32' as const });
  const model = await fromArtifacts({
    modelTopology,
    weightSpecs: [
      spec('sequential/lstm/lstm_cell/kernel', [1, 8]),
      spec('sequential/lstm/lstm_cell/recurrent_kernel', [2, 8]),
      spec('sequential/lstm/lstm_cell/bias', [8]),
      spec('sequential/dense/kernel', [2, 1]),
      spec('sequential/dense/bias', [1]),
    ],
    weightData: new Float32Array(35).fill(0.1).buffer,
  });
  const net = await tf.loadLayersModel(ioHandler(model, codecs));
  t.deepEqual(net.inputs[0]!.shape, [null, 4, 1]);
  const [[output]] = (net.predict(tf.ones([1, 4, 1])) as tf.Tensor2D).arraySync() as [[number]];
  t.true(output > 0.1);
});

test('states that a recurrent layer is called with are inputs of it', async (t) => {
  const x = tensorOf('x', [null, 2, 1]);
  const states = [tensorOf('h', [null, 1]), tensorOf('h', [null, 1])];
  const input = (name: string, batch_shape: (number | null)[]) =>
    layer('InputLayer', { batch_shape, name }, { name, inbound_nodes: [] });
  const inbound_nodes = [{ args: [x], kwargs: { initial_state: states, training: null } }];
  const model = await fromArtifacts({
    modelTopology: {
      class_name: 'Functional',
      config: {
        name: 'm',
        layers: [
          input('x', [null, 2, 1]),
          input('h', [null, 1]),
          layer('LSTM', { name: 'l', units: 1 }, { name: 'l', inbound_nodes }),
        ],
        input_layers: { x: ['x', 0, 0], h: ['h', 0, 0] },
        output_layers: ['l', 0, 0],
      },
    },
    weightSpecs: [
      { name: 'l/kernel', shape: [1, 4], dtype: 'float32' },
      { name: 'l/recurrent_kernel', shape: [1, 4], dtype: 'float32' },
      { name: 'l/bias', shape: [4], dtype: 'float32' },
    ],
    weightData: new Float32Array(12).fill(1).buffer,
  });
  const net = await tf.loadLayersModel(ioHandler(model, codecs));
  const outputs = [0, 5].map((state) => {
    const output = net.predict([tf.ones([1, 2, 1]), tf.fill([1, 1], state)]) as tf.Tensor;
    return output.dataSync()[0];
  });
  t.not(outputs[0], outputs[1]);
});

test('a config of Keras 2 stays as it is', async (t) => {
  const net = tf.sequential({ layers: [tf.layers.flatten({ inputShape: [2, 2], name: 'sequential' })] });
  const { class_name, config } = net.toJSON(null, false) as { class_name: string; config: object };
  const { topology } = await fromArtifacts({
    modelTopology: { class_name, config, keras_version: '2.15.0' },
    weightSpecs: [],
    weightData: new ArrayBuffer(0),
  });
  t.deepEqual(topology!.modelTopology, { class_name, config: JSON.parse(JSON.stringify(config)) });
});
