import * as tf from '@tensorflow/tfjs';
import {
  compress,
  createRegistry,
  decodeModel,
  isNode,
  matching,
  not,
  or,
  read,
  type Stage,
  UnknownCodecError,
  use,
  write,
} from '@tensorpress/core';
import { deepthin } from '@tensorpress/deepthin';
import { hashnet } from '@tensorpress/hashnet';
import { multiHash } from '@tensorpress/multi-hash';
import { prune } from '@tensorpress/prune';
import { svd } from '@tensorpress/svd';
import test from 'ava';
import { useStockWasm } from './_wasm.test.ts';
import { compressLayers, fromLayersModel, toLayersModel } from './index.ts';

test.before(useStockWasm);

const codecs = createRegistry({
  deepthin: async () => deepthin,
  hashnet: async () => hashnet,
  'multi-hash': async () => multiHash,
  prune: async () => prune,
  svd: async () => svd,
});

const init = (seed: number) => ({ kernelInitializer: tf.initializers.heNormal({ seed }) });

/** A network of every kind of layer that has a kernel, batch normalisation and dropout. */
function fresh(): tf.LayersModel {
  return tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 16, kernelSize: 3, inputShape: [8, 8, 4], useBias: false, name: 'conv', ...init(1) }),
      tf.layers.batchNormalization({ name: 'norm' }),
      tf.layers.activation({ activation: 'relu' }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 40, activation: 'relu', name: 'hidden', ...init(2) }),
      tf.layers.dropout({ rate: 0.1, seed: 1 }),
      tf.layers.dense({ units: 5, activation: 'softmax', name: 'out', ...init(3) }),
    ],
  });
}

/** Pictures of five kinds, that can be told apart. */
function pictures(): { xs: tf.Tensor; ys: tf.Tensor } {
  return tf.tidy(() => {
    const labels = tf.tensor1d(
      Int32Array.from({ length: 100 }, (_, i) => i % 5),
      'int32',
    );
    const kinds = tf.randomNormal([5, 8 * 8 * 4], 0, 1, 'float32', 1);
    const noise = tf.randomNormal([100, 8 * 8 * 4], 0, 0.5, 'float32', 2);
    return { xs: tf.gather(kinds, labels).add(noise).reshape([100, 8, 8, 4]), ys: tf.oneHot(labels, 5).toFloat() };
  });
}

const kernels = matching('*/kernel');
const all = not(matching('norm/*'));

const ways: Readonly<Record<string, () => readonly Stage[]>> = {
  hashnet: () => [use(hashnet, { ratio: 0.1, bias: true }, { where: or(kernels, matching('*/bias')) })],
  deepthin: () => [use(deepthin, { ratio: 0.2 })],
  'multi-hash': () => [use(multiHash, { rank: 0.2 }, { where: all })],
  'a pool of Kronecker products': () => [use(multiHash, { rank: 0.2, pool: 'kronecker' }, { where: all })],
  'several methods': () => [
    use(svd, { rank: 0.4 }, { where: matching('hidden/kernel') }),
    use(hashnet, { ratio: 0.1 }, { where: matching('conv/kernel') }),
  ],
};

/** Optimizers, and what a few steps of each leave of the loss at most. */
const optimizers: Readonly<Record<string, readonly [() => tf.Optimizer, number]>> = {
  Adam: [() => tf.train.adam(0.01), 0.5],
  'SGD with momentum': [() => tf.train.momentum(0.005, 0.9), 0.97],
};

const values = (output: tf.Tensor | tf.Tensor[]): Float32Array => {
  const [first] = [output].flat();
  return Float32Array.from(first!.dataSync());
};

for (const [method, stages] of Object.entries(ways)) {
  for (const [optimizer, [make, share]] of Object.entries(optimizers)) {
    test.serial(`${method}: fit trains a fresh model in its form, with ${optimizer}`, async (t) => {
      const [net, data] = [fresh(), pictures()];
      const small = await compressLayers(net, stages(), { seed: 3 });
      t.true(small.countParams() < 0.6 * net.countParams(), `${small.countParams()} of ${net.countParams()}`);
      small.compile({ optimizer: make(), loss: 'categoricalCrossentropy' });
      const losses: number[] = [];
      const { history } = await small.fit(data.xs, data.ys, {
        epochs: 6,
        batchSize: 20,
        shuffle: false,
        verbose: 0,
        callbacks: { onEpochEnd: (_, logs) => void losses.push(Number(logs?.loss)) },
      });
      t.deepEqual(history.loss, losses);
      t.true(losses.at(-1)! < share * losses[0]!, `${losses}`);

      const before = values(small.predict(data.xs) as tf.Tensor);
      const model = await read(await write(await fromLayersModel(small)));
      t.true(Object.values(model.weights).some(isNode));
      for (const execution of ['dense', 'compressed'] as const) {
        const loaded = await toLayersModel(model, codecs, { execution });
        const after = values(loaded.predict(data.xs) as tf.Tensor);
        t.true(
          after.every((value, i) => Math.abs(value - before[i]!) < 1e-4),
          execution,
        );
        loaded.dispose();
      }
      small.dispose();
      small.optimizer.dispose();
      net.dispose();
      tf.dispose(data);
    });
  }
}

test.serial('its own save writes what it has become as a stock model', async (t) => {
  const [net, data] = [fresh(), pictures()];
  const small = await compressLayers(net, [use(hashnet, { ratio: 0.1 })]);
  small.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
  await small.fit(data.xs, data.ys, { verbose: 0 });
  const kept: tf.io.ModelArtifacts[] = [];
  const { numTensors } = tf.memory();
  await small.save(
    tf.io.withSaveHandler(async (artifacts) => {
      kept.push(artifacts);
      return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
    }),
  );
  t.is(tf.memory().numTensors, numTensors);
  const stock = await tf.loadLayersModel(tf.io.fromMemory(kept[0]!));
  t.deepEqual(
    stock.weights.map(({ originalName }) => originalName).sort(),
    net.weights.map(({ originalName }) => originalName).sort(),
  );
  const [found, expected] = [stock, small].map((model) => values(model.predict(data.xs) as tf.Tensor));
  t.true(found!.every((value, i) => Math.abs(value - expected![i]!) < 1e-5));
});

test.serial('weights begin with the variance of those that the initializers gave, by the seed alone', async (t) => {
  const net = fresh();
  const deviations = async (model: tf.LayersModel) => {
    const { weights } = await decodeModel(await fromLayersModel(model), codecs);
    const { data } = weights['hidden/kernel']!;
    return Math.sqrt(Array.from(data).reduce((sum, value) => sum + value * value, 0) / data.length);
  };
  const wanted = await deviations(net);
  for (const stages of [ways.hashnet!, ways.deepthin!, ways['multi-hash']!]) {
    const found = await deviations(await compressLayers(net, stages(), { seed: 1 }));
    t.true(found > 0.7 * wanted && found < 1.4 * wanted, `${found / wanted}`);
    const bytes = async (seed: number) => write(await fromLayersModel(await compressLayers(net, stages(), { seed })));
    t.deepEqual(await bytes(5), await bytes(5));
    t.notDeepEqual(await bytes(5), await bytes(6));
  }
});

test.serial('what came in stays as it was, and what came out can be compressed further', async (t) => {
  const net = fresh();
  const before = await write(await fromLayersModel(net));
  const once = await compressLayers(net, [use(hashnet, { ratio: 0.1 }, { where: matching('conv/kernel') })]);
  const twice = await compressLayers(once, [use(deepthin, { ratio: 0.2 }, { where: matching('hidden/kernel') })]);
  t.deepEqual(await write(await fromLayersModel(net)), before);
  const { weights } = await fromLayersModel(twice);
  const codecOf = (name: string) => {
    const tree = weights[name]!;
    return isNode(tree) ? tree.codec : undefined;
  };
  t.deepEqual(
    [codecOf('conv/kernel'), codecOf('hidden/kernel'), codecOf('out/kernel')],
    ['hashnet', 'deepthin', undefined],
  );
});

test.serial('stages of several codecs at once, and one that is not known, are told', async (t) => {
  const foreign: Stage = {
    id: 'foreign',
    run: async (model) => compress(model, [use(hashnet, { ratio: 0.1 })]),
    preview: (outline) => outline,
  };
  await t.throwsAsync(() => compressLayers(fresh(), [foreign]), {
    instanceOf: UnknownCodecError,
    message: 'hashnet: none of the stages is of this codec',
  });
});

test.serial('training a layer of 2048 × 2048 takes at most 4 times the memory of the dense layer', async (t) => {
  const size = 2048;
  const bytes = 4 * size * size;
  const [xs, ys] = [tf.zeros([2, size]), tf.ones([2, size])];
  // The memory of the backend only grows. It begins with about as much as the layer takes.
  const wasm: unknown = Reflect.get(tf.backend(), 'wasm');
  const heap = () => (wasm as { readonly HEAPU8: Uint8Array }).HEAPU8.length / bytes;
  const start = heap();
  for (const stage of [
    use(hashnet, { ratio: 1 / 64 }),
    use(deepthin, { ratio: 1 / 64 }),
    use(multiHash, { rank: 1 / 64 }),
  ]) {
    const dense = tf.sequential({ layers: [tf.layers.dense({ units: size, inputShape: [size] })] });
    const net = await compressLayers(dense, [stage]);
    dense.dispose();
    net.compile({ optimizer: 'adam', loss: 'meanSquaredError' });
    await net.trainOnBatch(xs, ys);
    t.true(heap() - start <= 4, `${stage.id}: ${heap() - start}`);
    net.dispose();
    net.optimizer.dispose();
  }
  tf.dispose([xs, ys]);
});
