import * as tf from '@tensorflow/tfjs';
import { random } from '@tensorpress/core';
import test from 'ava';
import { type ResidualOptions, residualNetwork } from './residual-network.ts';
import { parametersOf } from './widths.ts';

test.before(() => tf.setBackend('cpu'));

const weightsOf = (options: ResidualOptions) => {
  const model = residualNetwork(options);
  const weights = model.getWeights().map((weight) => [...weight.dataSync()]);
  model.dispose();
  return weights;
};

test('parameters that are trained are as many as were counted', (t) => {
  for (const size of [{}, { blocks: 2 }, { widthMultiplier: 0.3 }, { widthMultiplier: 0.3, blocks: 3 }]) {
    const model = residualNetwork(size);
    const trained = model.trainableWeights.reduce(
      (sum, { shape }) => sum + tf.util.sizeFromShape(shape.map(Number)),
      0,
    );
    t.is(trained, parametersOf(size), JSON.stringify(size));
    model.dispose();
  }
});

test('it has a probability for each of ten classes, and no more than a bias of the last layer', (t) => {
  const model = residualNetwork({ widthMultiplier: 0.1 });
  const next = random(1);
  const sums = tf.tidy(() => {
    const x = tf.tensor(
      Float32Array.from({ length: 2 * 784 }, () => next()),
      [2, 28, 28, 1],
    );
    const y = model.predict(x);
    t.true(y instanceof tf.Tensor && y.shape.join() === '2,10');
    return [y].flat()[0]!.sum(1).dataSync();
  });
  t.true(sums.every((sum) => Math.abs(sum - 1) < 1e-5));
  const biases = model.weights.filter(({ originalName }) => originalName.endsWith('/bias'));
  t.deepEqual(
    biases.map(({ originalName }) => originalName),
    ['head/bias'],
  );
  model.dispose();
});

test('weights depend on the seed alone, and no two convolutions begin alike', (t) => {
  const weights = weightsOf({ widthMultiplier: 0.1, seed: 3 });
  t.deepEqual(weightsOf({ widthMultiplier: 0.1, seed: 3 }), weights);
  t.notDeepEqual(weightsOf({ widthMultiplier: 0.1, seed: 4 }), weights);
  const first = weights.map((values) => values[0]!).filter((value) => value !== 0 && value !== 1);
  t.is(new Set(first).size, first.length);
});
