import * as tf from '@tensorflow/tfjs';
import {
  boundOf,
  compress,
  createRegistry,
  decodeModel,
  estimate,
  isNode,
  leavesOf,
  type Model,
  matching,
  OptionError,
  type Progress,
  type Tree,
  use,
  write,
} from '@tensorpress/core';
import { kmeansShare } from '@tensorpress/kmeans-share';
import { prune } from '@tensorpress/prune';
import { install } from '@tensorpress/tfjs-kernels';
import test from 'ava';
import { useStockWasm } from './_wasm.test.ts';
import { type FinetuneOptions, finetune, fromLayersModel, ModelError, toLayersModel } from './index.ts';

test.before(useStockWasm);

const codecs = createRegistry({ 'kmeans-share': async () => kmeansShare, prune: async () => prune });

/** What a fixed random map makes of some inputs, and a net of the same kind that has not learnt it. */
function problem() {
  const xs = tf.randomNormal([128, 24], 0, 1, 'float32', 1);
  const ys = tf.tidy(() => tf.softmax(tf.matMul(xs, tf.randomNormal([24, 4], 0, 1, 'float32', 2))));
  const kernelInitializer = tf.initializers.glorotNormal({ seed: 3 });
  const net = tf.sequential({
    layers: [
      tf.layers.dense({ units: 24, inputShape: [24], activation: 'tanh', kernelInitializer, name: 'a' }),
      tf.layers.dense({ units: 4, activation: 'softmax', kernelInitializer, name: 'b' }),
    ],
  });
  return { net, data: { xs, ys } };
}

async function small(net: tf.LayersModel): Promise<Model> {
  return compress(await fromLayersModel(net), [
    // The gradient of gather takes the cpu backend time for each entry that is gathered from, so these are few.
    use(kmeansShare, { bits: 4 }, { where: matching('a/kernel') }),
    use(prune, { sparsity: 0.6 }, { where: matching('b/kernel') }),
  ]);
}

const loss = 'categoricalCrossentropy';
const quick = { loss, epochs: 6, learningRate: 0.03, codecs } as const;

async function lossOf(model: Model, { xs, ys }: { xs: tf.Tensor; ys: tf.Tensor }): Promise<number> {
  const net = await toLayersModel(model, codecs);
  net.compile({ loss, optimizer: 'sgd' });
  const [value] = tf.tidy(() => (net.evaluate(xs, ys) as tf.Scalar).dataSync());
  net.dispose();
  return value!;
}

/** A tree without the values of its floats. */
const structure = (tree: Tree): unknown => {
  if (isNode(tree))
    return { ...tree, parts: Object.entries(tree.parts).map(([name, part]) => [name, structure(part)]) };
  return tree.dtype === 'f32' ? { dtype: tree.dtype, shape: tree.shape } : tree;
};

const structures = ({ weights }: Model) => Object.entries(weights).map(([name, tree]) => [name, structure(tree)]);

for (const backend of ['cpu', 'wasm']) {
  test.serial(`trains any tree on ${backend}, changing nothing but the values of its floats`, async (t) => {
    await tf.setBackend(backend);
    const { net, data } = problem();
    const model = await small(net);
    const bytes = await write(model);
    const { numTensors, numBytes } = tf.memory();
    const tuned = await compress(model, [use(finetune, { data, ...quick })]);
    t.deepEqual([tf.memory().numTensors, tf.memory().numBytes], [numTensors, numBytes]);
    t.deepEqual(await write(model), bytes);
    t.deepEqual(structures(tuned), structures(model));
    const losses = [await lossOf(model, data), await lossOf(tuned, data)];
    t.true(losses[1]! < 0.8 * losses[0]!, `${losses}`);
  });
}

test.serial('the same seed gives the same weights, another seed other ones', async (t) => {
  await tf.setBackend('wasm');
  const { net, data } = problem();
  const model = await small(net);
  const run = (seed: number, options: Partial<FinetuneOptions> = {}) =>
    compress(model, [use(finetune, { data, ...quick, epochs: 1, ...options })], { seed });
  t.deepEqual(await run(1), await run(1));
  t.notDeepEqual(await run(1), await run(2));
  t.deepEqual(await run(1, { shuffle: false }), await run(2, { shuffle: false }));
});

test.serial('leaves that weights share are trained as one', async (t) => {
  await tf.setBackend('cpu');
  const { net, data } = problem();
  const layers = [tf.layers.dense({ units: 24, inputShape: [24], name: 'c' }), ...net.layers];
  const stages = [use(kmeansShare, { bits: 4, scope: 'model' }, { where: matching('*/kernel') })];
  const model = await compress(await fromLayersModel(tf.sequential({ layers })), stages);
  const tuned = await compress(model, [use(finetune, { data, ...quick, epochs: 1 })]);
  const codebooks = [...leavesOf(tuned.weights).values()].filter((path) => path.endsWith('codebook'));
  t.deepEqual(codebooks, ['c/kernel.codebook']);
});

test.serial('where selects what is trained', async (t) => {
  await tf.setBackend('cpu');
  const { net, data } = problem();
  const model = await small(net);
  const tuned = await compress(model, [use(finetune, { data, ...quick }, { where: matching('b/*') })]);
  const same = Object.keys(model.weights).filter((name) => tuned.weights[name] === model.weights[name]);
  t.deepEqual(same, ['a/kernel', 'a/bias']);
  await t.throwsAsync(() => compress(model, [use(finetune, { data, ...quick }, { where: () => false })]), {
    instanceOf: OptionError,
    message: /where must select/,
  });
});

test.serial('layers that are not trainable stay, and averages of batch normalisation are kept', async (t) => {
  await tf.setBackend('cpu');
  const { data } = problem();
  const layers = [
    tf.layers.dense({ units: 24, inputShape: [24], name: 'frozen', trainable: false }),
    tf.layers.batchNormalization({ name: 'norm' }),
    tf.layers.dense({ units: 4, activation: 'softmax', name: 'out' }),
  ];
  const model = await fromLayersModel(tf.sequential({ layers }));
  const tuned = await compress(model, [use(finetune, { data, ...quick, epochs: 1 })]);
  const changed = Object.keys(model.weights).filter((name) => tuned.weights[name] !== model.weights[name]);
  t.deepEqual(changed.sort(), [
    'norm/beta',
    'norm/gamma',
    'norm/moving_mean',
    'norm/moving_variance',
    'out/bias',
    'out/kernel',
  ]);
});

test.serial('leaves held in fewer bits lose them only if they change, and are foreseen to', async (t) => {
  await tf.setBackend('cpu');
  const { net, data } = problem();
  const { weights, topology } = await fromLayersModel(net);
  const narrow = { dtype: 'f32', shape: [24], bits: 16, data: new Float32Array(24) } as const;
  const output = { dtype: 'f32', shape: [4], bits: 8, grid: [1, 0], data: new Float32Array(4) } as const;
  const model = { weights: { ...weights, 'a/bias': narrow, 'b/bias': output }, topology: topology! };
  const stage = use(finetune, { data, ...quick, epochs: 1 }, { where: matching('b/*') });
  const tuned = await compress(model, [stage]);
  t.is(tuned.weights['a/bias'], narrow);
  t.deepEqual(Object.keys(tuned.weights['b/bias']!).sort(), ['data', 'dtype', 'shape']);
  t.true(estimate(model, [stage]) >= boundOf(tuned));
});

test.serial('takes arrays, several inputs and outputs, and datasets', async (t) => {
  await tf.setBackend('cpu');
  const inputs = ['p', 'q'].map((name) => tf.input({ shape: [3], name }));
  const joined = tf.layers.concatenate().apply(inputs) as tf.SymbolicTensor;
  const outputs = ['r', 's'].map((name) => tf.layers.dense({ units: 1, name }).apply(joined) as tf.SymbolicTensor);
  const two = await fromLayersModel(tf.model({ inputs, outputs }));
  const one = await fromLayersModel(tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] }));
  const { numTensors } = tf.memory();
  const train = async (model: Model, data: FinetuneOptions['data'], expected: number) => {
    const losses: number[] = [];
    const onProgress = ({ metrics }: Progress) => losses.push(metrics!.loss!);
    await compress(model, [use(finetune, { data, loss: 'meanSquaredError', epochs: 2, batchSize: 2 })], { onProgress });
    t.is(losses.length, expected);
    t.true(losses.every(Number.isFinite));
  };
  const rows = [
    [1, 2, 3],
    [4, 5, 6],
    [7, 8, 9],
  ]; // prettier-ignore
  await train(one, { xs: rows, ys: [1, 2, 3] }, 6);
  await train(one, { xs: Float32Array.from(rows.flat()), ys: Float32Array.of(1, 2, 3) }, 6);
  t.is(tf.memory().numTensors, numTensors);

  const tensors = { x: tf.tensor2d(rows), y: tf.tensor1d([1, 2, 3]) };
  await train(two, { xs: { q: tensors.x, p: tensors.x }, ys: [tensors.y, tensors.y] }, 6);
  await t.throwsAsync(() => train(two, { xs: { q: tensors.x }, ys: tensors.y }, 0), { message: /called p/ });
  await t.throwsAsync(() => train(one, { xs: tensors.x, ys: [1, 2] }, 0), { message: /equally many .* 3 and 2/ });
  t.is(tf.memory().numTensors, numTensors + 2);

  const dataset = tf.data.zip({ xs: tf.data.array(rows), ys: tf.data.array([[1], [2], [3]]) }).batch(2);
  await train(one, dataset as tf.data.Dataset<tf.TensorContainer>, 6);
  const endless = { size: Number.NaN, iterator: () => dataset.iterator() };
  await train(one, endless, 2);
  t.is(tf.memory().numTensors, numTensors + 2);
});

test.serial('targets in a list are not broadcast against a column of outputs', async (t) => {
  await tf.setBackend('cpu');
  const layer = tf.layers.dense({ units: 1, inputShape: [1], kernelInitializer: 'ones' });
  const model = await fromLayersModel(tf.sequential({ layers: [layer] }));
  const list = [1, 2, 3, 4];
  const losses: number[] = [];
  const onProgress = ({ metrics }: Progress) => losses.push(metrics!.loss!);
  await compress(model, [use(finetune, { data: { xs: list, ys: list }, loss: 'meanSquaredError' })], { onProgress });
  t.is(losses[0], 0);
});

test.serial('tells of losses, metrics and what is held out, for steps and epochs', async (t) => {
  await tf.setBackend('cpu');
  const { net, data } = problem();
  const seen: Progress[] = [];
  const epochs: unknown[] = [];
  const options: Partial<FinetuneOptions> = {
    data,
    ...quick,
    epochs: 2,
    batchSize: 64,
    metrics: ['accuracy'],
    validationData: { xs: data.xs, ys: data.ys },
    callbacks: [{ onEpochEnd: (epoch: number, logs?: tf.Logs) => void epochs.push([epoch, Object.keys(logs!)]) }],
  };
  await compress(await fromLayersModel(net), [use(finetune, options)], { onProgress: (p) => seen.push(p) });
  t.deepEqual(
    seen.map(({ stage, done, total, metrics }) => [stage, done, total, Object.keys(metrics!).length]),
    [
      ['finetune', 1, 4, 2],
      ['finetune', 2, 4, 2],
      ['finetune', 2, 4, 4],
      ['finetune', 3, 4, 2],
      ['finetune', 4, 4, 2],
      ['finetune', 4, 4, 4],
    ],
  );
  t.deepEqual(
    epochs,
    [0, 1].map((epoch) => [epoch, ['val_loss', 'val_acc', 'loss', 'acc']]),
  );
});

test.serial('stops amid an epoch with the reason of the signal, and leaves nothing behind', async (t) => {
  await tf.setBackend('cpu');
  const { net, data } = problem();
  const model = await fromLayersModel(net);
  const { numTensors } = tf.memory();
  const controller = new AbortController();
  let steps = 0;
  const onProgress = () => {
    if (++steps === 3) controller.abort(new Error('enough'));
  };
  const run = () => compress(model, [use(finetune, { data, ...quick })], { signal: controller.signal, onProgress });
  await t.throwsAsync(run, { message: 'enough' });
  t.true(steps < 8, `${steps} steps`);
  t.is(tf.memory().numTensors, numTensors);
});

test.serial('a callback may end training early, or fail, and leaves nothing behind', async (t) => {
  await tf.setBackend('cpu');
  const { net, data } = problem();
  const model = await fromLayersModel(net);
  const { numTensors } = tf.memory();
  const epochs: Progress[] = [];
  const onProgress = (progress: Progress) => void ('val_loss' in progress.metrics! && epochs.push(progress));
  const stopping = tf.callbacks.earlyStopping({ monitor: 'val_loss', patience: 0, minDelta: 1e3 });
  const early = { data, ...quick, validationData: data, callbacks: stopping };
  await compress(model, [use(finetune, early)], { onProgress });
  t.is(epochs.length, 2);
  const callbacks = { onBatchEnd: () => Promise.reject(new Error('broken')) };
  await t.throwsAsync(() => compress(model, [use(finetune, { data, ...quick, callbacks })]), { message: 'broken' });
  t.is(tf.memory().numTensors, numTensors);
});

test.serial('takes optimizers by name, as a function, or new', async (t) => {
  await tf.setBackend('cpu');
  const { net, data } = problem();
  const model = await small(net);
  const before = await lossOf(model, data);
  const run = (options: Partial<FinetuneOptions>) => compress(model, [use(finetune, { data, ...quick, ...options })]);
  const { numTensors } = tf.memory();
  for (const optimizer of ['adam', 'adamax', 'rmsprop', 'adagrad', 'momentum', 'sgd'] as const) {
    const tuned = await run({ optimizer, epochs: 1 });
    t.true((await lossOf(tuned, data)) < before, optimizer);
  }
  await run({ optimizer: () => tf.train.adam(0.01) });
  t.is(tf.memory().numTensors, numTensors);

  const optimizer = tf.train.adam(0.01);
  await run({ optimizer, epochs: 1 });
  await t.throwsAsync(() => run({ optimizer }), { instanceOf: OptionError, message: /has not been used/ });
  await t.throwsAsync(() => run({ optimizer: 'lion' as 'adam' }), { instanceOf: OptionError, message: /not 'lion'/ });
});

test.serial('a rate that falls ends where a constant one is still moving', async (t) => {
  await tf.setBackend('cpu');
  const { net, data } = problem();
  const model = await fromLayersModel(net);
  const moved: Record<string, number> = {};
  for (const schedule of ['constant', 'linear', 'cosine'] as const) {
    const kernels: number[][] = [];
    const callbacks = {
      onBatchEnd: async () => {
        const variables = Object.values(tf.engine().registeredVariables);
        const variable = variables.filter(({ name }) => name.startsWith('a/kernel')).at(-1);
        kernels.push([...variable!.dataSync()]);
      },
    };
    await compress(model, [use(finetune, { data, ...quick, schedule, optimizer: 'adam', callbacks })]);
    const [last, previous] = [kernels.at(-1)!, kernels.at(-2)!];
    moved[schedule] = Math.hypot(...last.map((value, i) => value - previous[i]!));
  }
  t.true(moved.linear! < 0.1 * moved.constant!, JSON.stringify(moved));
  t.true(moved.cosine! < 0.3 * moved.linear!, JSON.stringify(moved));
});

test.serial('a loss that is left out is one that suits the outputs', async (t) => {
  await tf.setBackend('cpu');
  const xs = tf.randomNormal([6, 3]);
  const ys = tf.oneHot(tf.tensor1d([0, 1, 1, 0, 1, 0], 'int32'), 2);
  const known = {
    softmax: 'categoricalCrossentropy',
    sigmoid: 'binaryCrossentropy',
    linear: 'meanSquaredError',
  } as const;
  const firstLoss = async (model: Model, options: Partial<FinetuneOptions>) => {
    const losses: (number | undefined)[] = [];
    const onProgress = ({ metrics }: Progress) => losses.push(metrics?.loss);
    await compress(model, [use(finetune, { data: { xs, ys }, ...options })], { onProgress });
    return losses[0];
  };
  for (const [activation, loss] of Object.entries(known)) {
    const layer = tf.layers.dense({ units: 2, inputShape: [3], activation: activation as 'softmax' });
    const model = await fromLayersModel(tf.sequential({ layers: [layer] }));
    t.is(await firstLoss(model, {}), await firstLoss(model, { loss }));
  }
  const layers = [tf.layers.dense({ units: 2, inputShape: [3] }), tf.layers.reshape({ targetShape: [2] })];
  const model = await fromLayersModel(tf.sequential({ layers }));
  await t.throwsAsync(() => firstLoss(model, {}), {
    instanceOf: OptionError,
    message: /loss must be given, as reshape/,
  });
});

test.serial('a loss may be a function, with targets that are no labels', async (t) => {
  await tf.setBackend('cpu');
  const { net, data } = problem();
  const model = await fromLayersModel(net);
  const divergence = (target: tf.Tensor, output: tf.Tensor) =>
    tf.tidy(() => target.mul(target.log().sub(output.log())).sum(-1).mean() as tf.Scalar);
  const tuned = await compress(model, [use(finetune, { ...quick, data, loss: divergence })]);
  t.true((await lossOf(tuned, data)) < (await lossOf(model, data)));
});

test.serial('what cannot be trained is refused, and leaves nothing behind', async (t) => {
  await tf.setBackend('cpu');
  const { net, data } = problem();
  const model = await small(net);
  const { numTensors } = tf.memory();
  const graph = { weights: {}, topology: { format: 'graph-model', modelTopology: { node: [] } } };
  await t.throwsAsync(() => compress(graph, [use(finetune, { data, ...quick })]), {
    instanceOf: ModelError,
    message: /GraphModel has no layers/,
  });
  await t.throwsAsync(() => compress(model, [use(finetune, { data, loss })]), {
    instanceOf: OptionError,
    message: /codecs must be/,
  });
  await t.throwsAsync(() => compress(model, [use(finetune, { data, ...quick, loss: 'nonsense' })]), {
    message: /nonsense/,
  });
  const exploding = { data, ...quick, learningRate: 1e30, optimizer: 'sgd', loss: 'meanSquaredError' } as const;
  const linear = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [24] })] });
  const one = await fromLayersModel(linear);
  linear.dispose();
  await t.throwsAsync(() => compress(one, [use(finetune, exploding)]), { message: /no longer finite.*learningRate/ });
  t.throws(() => use(finetune, { loss }), { instanceOf: OptionError, message: /data is missing/ });
  t.is(tf.memory().numTensors, numTensors);
});

test.serial('brings the kernels that the wasm backend lacks, and leaves them there', async (t) => {
  await tf.setBackend('wasm');
  const { net, data } = problem();
  const model = await small(net);
  const installed = await install(tf);
  installed.undo();
  // The gradient of the codebook takes it.
  t.falsy(tf.getKernel('UnsortedSegmentSum', 'wasm'));
  await compress(model, [use(finetune, { data, ...quick, epochs: 1 })]);
  t.truthy(tf.getKernel('UnsortedSegmentSum', 'wasm'));
  const left = await install(tf);
  t.not(left, installed);
  await compress(model, [use(finetune, { data, ...quick, epochs: 1 })]);
  t.is(await install(tf), left);
});

test.serial('trains convolutions on wasm, to the same weights as on cpu', async (t) => {
  await tf.setBackend('cpu');
  const kernelInitializer = tf.initializers.heNormal({ seed: 4 });
  const net = tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 3, kernelSize: 3, inputShape: [9, 8, 2], kernelInitializer, name: 'a' }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({ filters: 4, kernelSize: 2, kernelInitializer, name: 'b' }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, activation: 'softmax', kernelInitializer, name: 'c' }),
    ],
  });
  const model = await fromLayersModel(net);
  const xs = await tf.randomNormal([12, 9, 8, 2], 0, 1, 'float32', 5).array();
  const ys = await tf.oneHot(tf.range(0, 12, 1, 'int32').mod(3).toInt(), 3).array();
  const run = () =>
    compress(model, [use(finetune, { data: { xs, ys }, ...quick, batchSize: 4, optimizer: 'momentum' })]);
  const expected = await run();
  await tf.setBackend('wasm');
  (await install(tf)).undo();
  const actual = await run();
  for (const [name, { data }] of Object.entries((await decodeModel(expected, codecs)).weights)) {
    const { data: other } = (await decodeModel(actual, codecs)).weights[name]!;
    t.true(
      data.every((value, i) => Math.abs(value - other[i]!) < 1e-4),
      name,
    );
    t.notDeepEqual(data, (await decodeModel(model, codecs)).weights[name]!.data);
  }
});

test.serial('brings no kernels to a backend that is not in use', async (t) => {
  await tf.setBackend('wasm');
  (await install(tf)).undo();
  await tf.setBackend('cpu');
  const { net, data } = problem();
  await compress(await small(net), [use(finetune, { data, ...quick, epochs: 1 })]);
  t.falsy(tf.getKernel('UnsortedSegmentSum', 'wasm'));
});

test.serial('a kernel that the backend lacks is named', async (t) => {
  await tf.setBackend('wasm');
  const { net, data } = problem();
  const model = await small(net);
  const tanh = tf.getKernel('Tanh', 'wasm');
  tf.unregisterKernel('Tanh', 'wasm');
  t.teardown(() => tf.registerKernel(tanh));
  await t.throwsAsync(() => compress(model, [use(finetune, { data, ...quick })]), {
    instanceOf: ModelError,
    message: 'finetune: the wasm backend has no Tanh: take another backend',
  });
});

test.serial('a tuned model decodes to what it was trained as', async (t) => {
  await tf.setBackend('wasm');
  const { net, data } = problem();
  const tuned = await compress(await small(net), [use(finetune, { data, ...quick })]);
  const [dense, folded] = [
    await toLayersModel(tuned, codecs),
    await toLayersModel(tuned, codecs, { execution: 'compressed' }),
  ].map((some) => (some.predict(data.xs) as tf.Tensor).dataSync());
  t.true(dense!.every((value, i) => Math.abs(value - folded![i]!) < 1e-5));
  const { weights } = await decodeModel(tuned, codecs);
  t.is(new Set(weights['a/kernel']!.data).size, 16);
});
