import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { quickNet, smallQuickNet } from './index.ts';

test.before(() => tf.setBackend('cpu'));

test('has a depthwise and a pointwise kernel, a slope and four figures of normalisation for each channel', (t) => {
  const widths = [16, 32, 64, 128, 256, 512, 1024];
  const model = quickNet({ inputShape: [32, 32, 3], classes: 10 });
  const separable = widths.slice(1).map((width, i) => widths[i]! * (9 + width) + 5 * width);
  t.is(model.countParams(), separable.reduce((a, b) => a + b) + 16 * (9 * 3 + 5) + 1024 * 10 + 10);
  t.deepEqual(model.getLayer('conv7_prelu').outputShape, [null, 1, 1, 1024]);
  model.dispose();
});

test('rectifiers begin with a slope of a quarter', (t) => {
  const model = smallQuickNet({ inputShape: [28, 28, 1], classes: 10, widths: [2, 3, 4, 5] });
  t.deepEqual(model.getLayer('conv2_prelu').getWeights()[0]!.arraySync(), [[[0.25, 0.25, 0.25]]]);
  t.deepEqual(model.getLayer('conv4').outputShape, [null, 7, 7, 5]);
  model.dispose();
});
