import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { apply, countMultiplyAdds } from './index.ts';
import { layerCalls } from './layer-calls.ts';

test.before(() => tf.setBackend('cpu'));

test('a layer that is called twice has two calls, each after what it is given', (t) => {
  const x = tf.input({ shape: [4] });
  const shared = tf.layers.dense({ units: 4, name: 'shared' });
  const once = apply(shared, x);
  const y = apply(tf.layers.add({ name: 'sum' }), [apply(shared, once), once]);
  // A call in another model is none of this one's.
  apply(shared, tf.input({ shape: [4] }));
  const model = tf.model({ inputs: x, outputs: y });
  t.deepEqual(
    layerCalls(model).map(({ layer, inputShapes, outputShape }) => [layer.name, inputShapes, outputShape]),
    [
      ['shared', [[4]], [4]],
      ['shared', [[4]], [4]],
      ['sum', [[4], [4]], [4]],
    ],
  );
  t.is(countMultiplyAdds(model), 32);
});

test('a model within a model has the calls of its layers', (t) => {
  const inner = tf.sequential({ layers: [tf.layers.dense({ units: 3, inputShape: [5], name: 'inner' })] });
  const model = tf.sequential({ layers: [inner, tf.layers.dense({ units: 2, name: 'outer' })] });
  t.deepEqual(
    layerCalls(model).map(({ layer }) => layer.name),
    ['inner', 'outer'],
  );
  t.is(countMultiplyAdds(model), 3 * 5 + 2 * 3);
});

test('a convolution uses its kernel once for each place of its output, whatever comes first', (t) => {
  const count = (layer: tf.layers.Layer, shape: number[]) => {
    const x = tf.input({ shape });
    return countMultiplyAdds(tf.model({ inputs: x, outputs: apply(layer, x) }));
  };
  t.is(count(tf.layers.conv2d({ filters: 7, kernelSize: 3 }), [10, 8, 2]), 8 * 6 * (3 * 3 * 2 * 7));
  t.is(
    count(tf.layers.conv2d({ filters: 7, kernelSize: 3, dataFormat: 'channelsFirst' }), [2, 10, 8]),
    8 * 6 * (3 * 3 * 2 * 7),
  );
  t.is(count(tf.layers.separableConv2d({ filters: 7, kernelSize: 3 }), [10, 8, 2]), 8 * 6 * (3 * 3 * 2 + 2 * 7));
  t.is(count(tf.layers.depthwiseConv2d({ kernelSize: 3, strides: 2 }), [9, 9, 5]), 4 * 4 * (3 * 3 * 5));
  t.is(count(tf.layers.prelu({ sharedAxes: [1, 2] }), [9, 9, 5]), 0);
});

test('a shape that is not known is refused', (t) => {
  const model = tf.sequential({ layers: [tf.layers.conv2d({ filters: 1, kernelSize: 1, inputShape: [null, 8, 1] })] });
  t.throws(() => layerCalls(model), { message: /must have a shape that is known but for the batch/ });
});
