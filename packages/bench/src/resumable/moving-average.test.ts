import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { movingAverage } from './moving-average.ts';

test.before(() => tf.setBackend('cpu'));

test('weights of the last steps count most, and the first ones are soon forgotten', (t) => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [1], useBias: false })] });
  const mean = movingAverage(model, 0.5);
  let expected = model.getWeights()[0]!.dataSync()[0]!;
  for (let step = 0; step < 30; step++) {
    model.setWeights([tf.tensor2d([[step]])]);
    mean.step(step);
    const kept = Math.min(0.5, (1 + step) / (10 + step));
    expected = kept * expected + (1 - kept) * step;
    t.true(Math.abs(mean.weights[0]!.dataSync()[0]! - expected) < 1e-4, `step ${step}`);
  }
  // What weights lag behind where they go on by one each time: 1 / (1 − decay) − 1.
  t.true(Math.abs(expected - 28) < 1e-3, `${expected}`);
  t.deepEqual([...model.getWeights()[0]!.dataSync()], [29]);
  mean.dispose();
});
