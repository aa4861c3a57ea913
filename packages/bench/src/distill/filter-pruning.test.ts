import * as tf from '@tensorflow/tfjs';
import { smallSqueezeNet } from '@tensorpress/students';
import test from 'ava';
import { pruneFilters } from './filter-pruning.ts';

const options = { inputShape: [28, 28, 1], classes: 10, squeezeRatio: 0.25 } as const;
const build = (widths: readonly number[], seed: number) => smallSqueezeNet({ ...options, widths, seed });
const answers = (net: tf.LayersModel) =>
  tf.tidy(() => {
    const x = tf.randomUniform([3, 28, 28, 1], 0, 1, 'float32', 5);
    return [net.predict(x)].flat()[0]!.dataSync();
  });

test('a network that keeps all filters answers as before', (t) => {
  const [large, small] = [build([8, 16, 16, 16, 16], 1), build([8, 16, 16, 16, 16], 2)];
  pruneFilters(large, small);
  t.deepEqual(answers(small), answers(large));
});

test('filters that are zero are the first to go, and nobody misses them', (t) => {
  const [large, small] = [build([8, 16, 16, 16, 16], 1), build([4, 8, 16, 8, 16], 2)];
  for (const layer of large.layers) {
    const target = small.layers.find(({ name }) => name === layer.name);
    const [kernel, bias] = layer.getWeights();
    const count = target?.getWeights()[0]?.shape.at(-1);
    if (!kernel || !bias || count === undefined) continue;
    const width = kernel.shape.at(-1)!;
    // Every other one is kept where half of them are.
    const mask = tf.tensor1d(Array.from({ length: width }, (_, i) => Number(i % (width / count) === 0)));
    layer.setWeights([tf.mul(kernel, mask), tf.mul(bias, mask)]);
  }
  pruneFilters(large, small);
  const [all, left] = [answers(large), answers(small)];
  t.true(all.some((value) => value !== all[0]));
  for (const [i, value] of all.entries()) t.true(Math.abs(value - left[i]!) < 1e-5);
});
