import * as tf from '@tensorflow/tfjs';
import type { Digits } from '@tensorpress/example-mnist';
import test from 'ava';
import { useFlavour } from './flavours.ts';
import { batch, flopsOf, networks } from './networks.ts';

const digits: Digits = {
  count: 2,
  images: Float32Array.from({ length: 2 * 784 }, (_, i) => ((7 * i) % 11) / 10),
  labels: Uint8Array.of(3, 9),
};

test.before(async () => {
  await useFlavour('simd');
});

for (const [name, network] of Object.entries(networks)) {
  test.serial(`${name} takes digits, and begins with the same weights each time`, (t) => {
    const before = tf.memory().numTensors;
    const { xs, ys } = batch(network, digits, 2);
    const answers = [1, 2].map(() => {
      const model = network.build();
      const answer = tf.tidy(() => {
        const output = model.predict(xs);
        return output instanceof tf.Tensor ? output.dataSync() : undefined;
      });
      model.dispose();
      return answer;
    });
    t.is(answers[0]?.length, 20);
    t.deepEqual(answers[0], answers[1]);
    t.notDeepEqual(answers[0]?.slice(0, 10), answers[0]?.slice(10), 'it sees no difference between digits');
    t.deepEqual([...ys.argMax(1).dataSync()], [3, 9]);
    tf.dispose([xs, ys]);
    t.true(tf.memory().numTensors <= before + 1);
  });
}

test.serial('counts what a step multiplies and adds, without a gradient of the input', (t) => {
  const flops = (name: keyof typeof networks) => flopsOf(networks[name].build(), 1);
  t.is(flops('LeNet-300-100'), 2 * (2 * 784 * 300 + 3 * (300 * 100 + 100 * 10)));
  t.is(flops('LeNet-5'), 2 * (2 * 24 * 24 * 25 * 20 + 3 * (8 * 8 * 25 * 20 * 50 + 800 * 500 + 500 * 10)));
  t.is(flops('GRU'), 2 * (2 * 28 * 28 * 192 + 3 * (28 * 64 * 192 + 64 * 10)));
  t.is(flops('embedding'), 2 * 3 * (16 * 32 + 32 * 10));
});
