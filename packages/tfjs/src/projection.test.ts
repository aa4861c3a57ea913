import * as tf from '@tensorflow/tfjs';
import {
  compress,
  createRegistry,
  decodeModel,
  isNode,
  type Model,
  mapModel,
  matching,
  OptionError,
  type Progress,
  random,
  type Stage,
  use,
} from '@tensorpress/core';
import { svd as svdOf } from '@tensorpress/linalg';
import { prune } from '@tensorpress/prune';
import { quantize } from '@tensorpress/quantize';
import { svd } from '@tensorpress/svd';
import test from 'ava';
import { useStockWasm } from './_wasm.test.ts';
import { type Callbacks, finetune, fromLayersModel, projection } from './index.ts';

test.before(useStockWasm);

const codecs = createRegistry({
  prune: async () => prune,
  quantize: async () => quantize,
  svd: async () => svd,
});

const numbers = (length: number, seed: number) => Array.from({ length }, random(seed)).map((value) => 2 * value - 1);
const rows = (width: number, seed: number) => Array.from({ length: 64 }, (_, i) => numbers(width, 100 * seed + i));
const data = { xs: rows(24, 1), ys: rows(4, 2) };

/** The same net each time. */
function freshNet() {
  const kernelInitializer = tf.initializers.glorotNormal({ seed: 3 });
  const layers = [
    tf.layers.dense({ units: 30, inputShape: [24], activation: 'tanh', kernelInitializer, name: 'a' }),
    tf.layers.dense({ units: 4, kernelInitializer, name: 'b' }),
  ];
  return tf.sequential({ layers, name: 'net' });
}

const loss = 'meanSquaredError';

/** The weights by name of a net after some epochs. */
async function fitted(epochs: number, callbacks: Callbacks = [], net: tf.Sequential = freshNet()) {
  net.compile({ loss, optimizer: tf.train.adam(0.01) });
  const [xs, ys] = [tf.tensor(data.xs), tf.tensor(data.ys)];
  try {
    await net.fit(xs, ys, { epochs, shuffle: false, verbose: 0, callbacks });
  } finally {
    tf.dispose([xs, ys]);
  }
  const model = await fromLayersModel(net);
  net.dispose();
  net.optimizer.dispose();
  return model;
}

/** A stage that hears of the models it is given, and hands over copies of their weights. */
function listening(): Stage & { readonly heard: Model[] } {
  const heard: Model[] = [];
  const run = async (model: Model) => {
    heard.push(model);
    return mapModel(model, (tree) => (isNode(tree) ? undefined : { ...tree }));
  };
  return { id: 'listening', heard, run, preview: (outline) => outline };
}

const differing = (a: Model, b: Model) =>
  Object.keys(a.weights).filter((name) => {
    const [x, y] = [a.weights[name]!, b.weights[name]!];
    return isNode(x) || isNode(y) || x.data.some((value, i) => value !== y.data[i]);
  });

test.serial('weights become what the stage makes of them, and the others stay', async (t) => {
  const stage = use(svd, { rank: 5 });
  const plain = await fitted(2);
  const projected = await fitted(2, projection({ stage, codecs }));
  t.deepEqual(differing(plain, projected), ['a/kernel']);
  t.deepEqual(projected.weights, (await decodeModel(await stage.run(plain), codecs)).weights);
  const kernel = projected.weights['a/kernel']!;
  if (isNode(kernel) || !(kernel.data instanceof Float32Array)) return t.fail();
  const { s } = await svdOf({ data: kernel.data, m: 24, n: 30 });
  t.true(s[4]! > 0.1 * s[0]! && s[5]! < 1e-6 * s[0]!, `${s}`);
});

test.serial('it works with any codec, and training goes on with dense weights', async (t) => {
  const where = matching('*/kernel');
  const [plain, longer] = [await fitted(3), await fitted(4)];
  for (const stage of [use(prune, { sparsity: 0.9 }, { where }), use(quantize, { bits: 2 }, { where })]) {
    const options = { stage, codecs, every: 2 };
    const projected = await fitted(3, projection(options));
    const expected = await decodeModel(await stage.run(plain), codecs);
    t.deepEqual(projected.weights, expected.weights);
    t.deepEqual(differing(projected, plain), ['a/kernel', 'b/kernel']);
    const after = await fitted(4, projection(options));
    const distinct = ({ weights }: Model) =>
      new Set(isNode(weights['a/kernel']!) ? [] : weights['a/kernel']!.data).size;
    t.true(distinct(after) > 700 && distinct(projected) < 100, `${distinct(after)} ${distinct(projected)}`);
    t.deepEqual(differing(after, longer), Object.keys(plain.weights));
  }
});

test.serial('it is done after the epochs that it is asked for', async (t) => {
  const times = async (options: { every?: number; from?: number }) => {
    const stage = listening();
    const callback = projection({ stage, codecs, ...options });
    const epochs: number[] = [];
    const count = new tf.CustomCallback(
      { onEpochEnd: (epoch) => void (stage.heard.length > epochs.length && epochs.push(epoch)) },
      'never',
    );
    await fitted(7, [callback, count]);
    return epochs;
  };
  t.deepEqual(await times({}), [1, 2, 3, 4, 5, 6]);
  t.deepEqual(await times({ every: 3 }), [3, 6]);
  t.deepEqual(await times({ every: 3, from: 0 }), [0, 3, 6]);
  t.deepEqual(await times({ every: 2, from: 3 }), [4, 6]);
  t.deepEqual(await times({ every: 8 }), []);
});

test.serial('the optimizer does not notice, and nothing is left behind', async (t) => {
  const plain = await fitted(4);
  const { numTensors } = tf.memory();
  const stage = listening();
  t.deepEqual(await fitted(4, projection({ stage, codecs })), plain);
  t.is(stage.heard.length, 3);
  await fitted(3, projection({ stage: use(svd, { rank: 3 }), codecs }));
  t.is(tf.memory().numTensors, numTensors);
});

test.serial('the stage is given trainable weights that where selects, and tells what it does', async (t) => {
  const stage = listening();
  const net = freshNet();
  net.layers[0]!.trainable = false;
  await fitted(2, projection({ stage, codecs }), net);
  await fitted(2, projection({ stage, codecs, where: matching('a/*') }));
  t.deepEqual(
    stage.heard.map(({ weights }) => Object.keys(weights)),
    [
      ['b/kernel', 'b/bias'],
      ['a/kernel', 'a/bias'],
    ],
  );
  const told: Progress[] = [];
  const onProgress = (progress: Progress) => void told.push(progress);
  await fitted(2, projection({ stage: use(svd, { rank: 20 }), codecs, onProgress }));
  t.regex(told.find(({ path, note }) => path === 'a/kernel' && note)?.note ?? '', /smaller/);
});

test.serial('finetune does the same, and leaves what is compressed to itself', async (t) => {
  const net = freshNet();
  const model = await fromLayersModel(net);
  net.dispose();
  const stage = use(quantize, { bits: 2 }, { where: matching('*/kernel') });
  const fine = { data, loss, epochs: 2, learningRate: 0.01, schedule: 'constant', shuffle: false, codecs } as const;
  const tuned = await compress(model, [use(finetune, { ...fine, callbacks: projection({ stage, codecs }) })]);
  t.deepEqual(tuned.weights, (await fitted(2, projection({ stage, codecs }))).weights);

  const heard = listening();
  const small = await compress(model, [use(prune, { sparsity: 0.8 }, { where: matching('a/kernel') })]);
  const run = (callbacks: Callbacks) => compress(small, [use(finetune, { ...fine, callbacks })]);
  await run(projection({ stage: heard, codecs }));
  t.deepEqual(Object.keys(heard.heard[0]!.weights).sort(), ['a/bias', 'b/bias', 'b/kernel']);
  t.deepEqual(
    differing(
      await decodeModel(await run([]), codecs),
      await decodeModel(await run(projection({ stage, codecs })), codecs),
    ),
    ['b/kernel'],
  );
});

test.serial('what goes wrong is said, and finetune leaves nothing behind', async (t) => {
  const stage = use(svd, { rank: 2 });
  const invalid = { instanceOf: OptionError };
  t.throws(() => projection({ stage, codecs, every: 0 }), {
    ...invalid,
    message: 'projection: every must be an integer from 1, not 0',
  });
  t.throws(() => projection({ stage, codecs, from: -1 }), {
    ...invalid,
    message: 'projection: from must be an integer from 0, not -1',
  });
  const nothing = projection({ stage, codecs, where: () => false });
  const message = 'projection: where must select a trainable weight, and selects none';
  await t.throwsAsync(() => fitted(1, nothing), { ...invalid, message });

  const net = freshNet();
  const model = await fromLayersModel(net);
  net.dispose();
  const { numTensors } = tf.memory();
  const run = (callbacks: Callbacks, seen?: (progress: Progress) => void) =>
    compress(model, [use(finetune, { data, loss, epochs: 5, callbacks })], seen && { onProgress: seen });
  await t.throwsAsync(() => run(projection({ stage, codecs: createRegistry({}) })), { message: /svd/ });
  const steps: Progress[] = [];
  await t.throwsAsync(() => run(nothing, (progress) => void steps.push(progress)), { ...invalid, message });
  t.true(steps.length < 4, `${steps.length}`);
  t.is(tf.memory().numTensors, numTensors);
});
