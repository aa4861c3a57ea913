import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { bareOutputs } from './bare-outputs.ts';
import { layersTeacher } from './layers-teacher.ts';

test.before(() => tf.setBackend('cpu'));

const kernelInitializer = () => tf.initializers.randomNormal({ mean: 0, stddev: 40, seed: 3 });
const dense = (activation: 'softmax' | 'sigmoid' | 'linear' | 'relu', units = 4) =>
  tf.layers.dense({ units, activation, kernelInitializer: kernelInitializer() });
const first = () => tf.layers.dense({ inputShape: [3], units: 3, kernelInitializer: 'identity' });

const nets: Record<string, () => tf.LayersModel> = {
  'a dense layer': () => tf.sequential({ layers: [first(), dense('softmax')] }),
  'an activation': () =>
    tf.sequential({ layers: [first(), dense('linear'), tf.layers.activation({ activation: 'softmax' })] }),
  'a softmax': () => tf.sequential({ layers: [first(), dense('linear'), tf.layers.softmax()] }),
  'a model within': () => {
    const inner = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape: [3] }), dense('softmax')] });
    return tf.sequential({ layers: [first(), inner] });
  },
};

for (const [name, make] of Object.entries(nets)) {
  test.serial(`logits are exact where the softmax is of ${name}, and it stays as it is`, (t) => {
    const net = make();
    const x = tf.tensor2d([[1, -2, 3]]);
    const kernel = tf.randomNormal([3, 4], 0, 40, 'float32', 3);
    const expected = tf.matMul(x, kernel).dataSync();
    const { kinds, ask } = layersTeacher(net, []);
    t.deepEqual(kinds, ['classes']);
    // Probabilities of such logits are 0 and 1.
    t.true(Math.max(...expected) - Math.min(...expected) > 100);
    const [logits] = ask([x]);
    t.true(logits!.dataSync().every((value, i) => Math.abs(value - expected[i]!) < 1e-4));
    t.is(tf.sum(net.predict(x) as tf.Tensor).dataSync()[0], 1);
  });
}

test.serial('a softmax within a wrapper goes for each step', (t) => {
  const wrapped = tf.layers.timeDistributed({ layer: dense('softmax'), inputShape: [2, 3] });
  const net = tf.sequential({ layers: [wrapped] });
  const x = tf.tensor3d([
    [
      [1, -2, 3],
      [0, 1, 0],
    ],
  ]);
  const [logits] = layersTeacher(net, []).ask([x]);
  t.deepEqual(logits!.shape, [1, 2, 4]);
  t.true(Math.max(...logits!.dataSync()) > 1);
});

test.serial('where a layer is called twice logits are logarithms', (t) => {
  const shared = dense('softmax', 3);
  const x = tf.input({ shape: [3] });
  const net = tf.model({ inputs: x, outputs: shared.apply(shared.apply(x)) as tf.SymbolicTensor });
  const values = tf.tensor2d([[0.1, 0.02, 0.03]]);
  const [logits] = layersTeacher(net, []).ask([values]);
  const p = (net.predict(values) as tf.Tensor).dataSync();
  t.true(logits!.dataSync().every((value, i) => Math.abs(value - Math.log(Math.max(p[i]!, 1e-7))) < 1e-5));
});

test.serial('what outputs are is told by their activation, if by anything', (t) => {
  const kinds = (['softmax', 'sigmoid', 'relu', 'linear'] as const).map((activation) => {
    const net = tf.sequential({ layers: [first(), dense(activation)] });
    return bareOutputs(net)[0]!.kind;
  });
  t.deepEqual(kinds, ['classes', 'labels', 'values', undefined]);
  const lstm = tf.sequential({
    layers: [tf.layers.lstm({ units: 2, activation: 'softmax', inputShape: [4, 3] })],
  });
  const [output] = bareOutputs(lstm);
  t.is(output!.kind, 'classes');
  // The activation of a cell is no last step, so it stays.
  const before = Reflect.get(lstm.layers[0]!, 'cell');
  output!.strip();
  t.is(Reflect.get(lstm.layers[0]!, 'cell'), before);
});
