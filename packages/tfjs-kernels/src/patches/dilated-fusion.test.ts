import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import { install } from '../install.ts';
import { backends, four, held, noisy, on } from '../parity/_parity.test.ts';

test.before(async () => {
  await backends();
  await install(tf);
});

const { layers } = tf;

const dilated: Readonly<Record<string, () => tf.layers.Layer>> = {
  conv1d: () => layers.conv1d({ inputShape: [9, 2], filters: 3, kernelSize: 2, dilationRate: 3 }),
  conv2d: () => layers.conv2d({ inputShape: [7, 6, 2], filters: 3, kernelSize: 2, dilationRate: [2, 3] }),
  'conv2d with relu': () =>
    layers.conv2d({
      inputShape: [7, 6, 2],
      filters: 3,
      kernelSize: 3,
      dilationRate: 2,
      padding: 'same',
      activation: 'relu',
    }),
  separableConv2d: () => layers.separableConv2d({ inputShape: [7, 6, 2], filters: 3, kernelSize: 2, dilationRate: 2 }),
};

for (const backend of ['cpu', 'wasm'] as const) {
  for (const [name, layer] of Object.entries(dilated)) {
    test.serial(`on ${backend} a layer ${name} with dilations learns`, async (t) => {
      await on(backend, async () => {
        const model = tf.sequential({ layers: [layer(), layers.flatten({}), layers.dense({ units: 1 })] });
        const weights = model.getWeights().map((weight, i) => noisy(weight.shape, 3 + i));
        model.setWeights(weights);
        const shape = model.inputs[0]!.shape.slice(1).map(Number);
        const [x, y] = [noisy([4, ...shape], 1), noisy([4, 1], 2)];
        model.compile({ optimizer: tf.train.adam(0.01), loss: 'meanSquaredError' });
        const losses: number[] = [];
        const seen: string[] = [];
        for (let i = 0; i < 12; i++) {
          losses.push(Number(await model.trainOnBatch(x, y)));
          seen.push(held());
        }
        t.true(losses.at(-1)! < losses[0]!, losses.join());
        t.true(losses.at(-1)! < losses[1]!, losses.join());
        t.is(seen.at(-1), seen[1]);
        model.dispose();
        tf.dispose([x, y, ...weights]);
      });
    });
  }
}

test.serial('other gradients of one’s own are left alone, around a dilated convolution as well', async (t) => {
  await on('wasm', () =>
    tf.tidy(() => {
      const [x, filter] = [four(noisy([1, 5, 5, 1], 1)), four(noisy([2, 2, 1, 1], 2))];
      const mine = tf.customGrad((y) => {
        if (!(y instanceof tf.Tensor)) throw new TypeError('a tensor');
        const value = tf.fused.conv2d({ x: four(y), filter, strides: 1, pad: 'same', dilations: 2 });
        return { value, gradFunc: () => tf.fill(y.shape, 7) };
      });
      t.deepEqual(
        [
          ...tf
            .grad((y: tf.Tensor) => mine(y))(x)
            .dataSync(),
        ],
        Array(25).fill(7),
      );
    }),
  );
});
