import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as tf from '@tensorflow/tfjs';
import {
  type Codec,
  CodecError,
  compress,
  createRegistry,
  defineCodec,
  isNode,
  leavesOf,
  type Model,
  mapModel,
  type Node,
  random,
  sizeOf,
  type Tensor,
  type Tree,
  use,
  write,
} from '@tensorpress/core';
import { huffman } from '@tensorpress/huffman';
import { kmeansShare } from '@tensorpress/kmeans-share';
import { svd } from '@tensorpress/svd';
import test from 'ava';
import fc from 'fast-check';
import { fromLayersModel, ModelError, saveModel, toLayersModel, toStockLayers } from './index.ts';

/** Products of two matrices, which stand for kernels by channels or spatially. */
const product: Codec<object, 'f32', { readonly u: 'f32'; readonly v: 'f32' }, { readonly spatial: boolean }> =
  defineCodec({
    id: 'product',
    version: 1,
    options: {},
    takes: ['f32'],
    parts: { u: ['f32'], v: ['f32'] },
    plan: () => 'is for tests',
    encode: () => 'is for tests',
    rebuild(ops, { u, v }, { spatial }, { shape }) {
      const [h = 1, w = 1, inputs = 1, outputs = 1] = shape;
      const whole = ops.matMul(u, v);
      if (!spatial) return ops.reshape(whole, [...shape]);
      return ops.transpose(ops.reshape(whole, [h, inputs, w, outputs]), [0, 2, 1, 3]);
    },
    factors(ops, { u, v }, { spatial }, { shape }) {
      const axes = shape.slice(0, -2);
      const [inputs = 1, outputs = 1] = shape.slice(-2);
      if (!spatial)
        return [ops.reshape(u, [...axes, inputs, RANK]), ops.reshape(v, [...axes.map(() => 1), RANK, outputs])];
      const [h = 1, w = 1] = axes;
      const columns = ops.transpose(ops.reshape(v, [RANK, w, outputs]), [1, 0, 2]);
      return [ops.reshape(u, [h, 1, inputs, RANK]), ops.reshape(columns, [1, w, RANK, outputs])];
    },
  });

const RANK = 3;

/** A codec that makes of a matrix as many factors as it is told to, or gives others than it should. */
const chain: Codec<
  object,
  'f32',
  { readonly a: 'f32'; readonly b: 'f32'; readonly c: 'f32' },
  { readonly wrong: boolean }
> = defineCodec({
  id: 'chain',
  version: 1,
  options: {},
  takes: ['f32'],
  parts: { a: ['f32'], b: ['f32'], c: ['f32'] },
  plan: () => 'is for tests',
  encode: () => 'is for tests',
  rebuild: (ops, { a, b, c }) => ops.matMul(ops.matMul(a, b), c),
  factors: (_, { a, b, c }, { wrong }) => (wrong ? [a, b] : [a, b, c]),
});

const registry = createRegistry({
  chain: async () => chain,
  huffman: async () => huffman,
  'kmeans-share': async () => kmeansShare,
  product: async () => product,
  svd: async () => svd,
});

test.before(async () => {
  await tf.setBackend('cpu');
});

const next = random(1);
const tensor = (...shape: number[]): Tensor<'f32'> => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, () => next() - 0.5),
});

function productOf(shape: readonly number[], spatial: boolean): Node {
  const [inputs = 1, outputs = 1] = shape.slice(-2);
  const [h = 1, w = 1] = shape;
  const [m, n] = spatial ? [h * inputs, w * outputs] : [sizeOf(shape.slice(0, -1)), outputs];
  const parts = { u: tensor(m, RANK), v: tensor(RANK, n) };
  return { codec: 'product', version: 1, dtype: 'f32', shape, header: { spatial }, parts };
}

/** A model with factors in place of its matrices and kernels, those with four axes spatial if so wanted. */
async function factored(net: tf.LayersModel, spatial = false, wanted = /\/(kernel|embeddings)$/): Promise<Model> {
  return mapModel(await fromLayersModel(net), ({ shape }, name) =>
    wanted.test(name) ? productOf(shape, spatial && shape.length === 4) : undefined,
  );
}

/** What a model gives for some inputs, all of its outputs. */
async function outputsOf(model: Model, xs: tf.Tensor[]): Promise<number[][]> {
  const net = await toLayersModel(model, registry);
  const outputs = [net.predict(xs)].flat().map((output) => [...output.dataSync()]);
  net.dispose();
  return outputs;
}

const close = (a: readonly number[][], b: readonly number[][]): boolean =>
  a.length === b.length &&
  a.every(
    (values, i) => values.length === b[i]?.length && values.every((value, j) => Math.abs(value - b[i]![j]!) < 1e-5),
  );

const classesOf = (layers: readonly tf.layers.Layer[]): string => layers.map((layer) => layer.getClassName()).join(' ');

const symbolic = (x: tf.SymbolicTensor | tf.SymbolicTensor[] | tf.Tensor | tf.Tensor[]) => x as tf.SymbolicTensor;

interface Case {
  readonly net: tf.LayersModel;
  readonly xs: tf.Tensor[];
  readonly spatial?: boolean;
  /** The classes of the layers after it. */
  readonly layers: string;
}

const convnet = (spatial: boolean): Case => ({
  net: tf.sequential({
    layers: [
      tf.layers.conv2d({ filters: 4, kernelSize: 3, strides: [2, 1], padding: 'same', inputShape: [9, 8, 2] }),
      tf.layers.conv2d({ filters: 5, kernelSize: [2, 3], dilationRate: [1, 2], padding: 'same', activation: 'relu' }),
      tf.layers.batchNormalization(),
      tf.layers.conv2d({ filters: 4, kernelSize: 1, strides: 2, padding: 'valid' }),
      tf.layers.conv2d({ filters: 4, kernelSize: [3, 1], padding: 'valid', useBias: false }),
      tf.layers.flatten(),
      tf.layers.dense({ units: 3, activation: 'softmax', kernelRegularizer: 'l1l2', kernelConstraint: 'maxNorm' }),
    ],
  }),
  xs: [tf.randomNormal([2, 9, 8, 2], 0, 1, 'float32', 1)],
  spatial,
  layers: 'Conv2D Conv2D Conv2D Conv2D BatchNormalization Conv2D Conv2D Conv2D Conv2D Flatten Dense Dense',
});

const cases: Record<string, () => Case> = {
  'an MLP': () => ({
    net: tf.sequential({
      layers: [
        tf.layers.dense({ units: 7, activation: 'tanh', inputDim: 5 }),
        tf.layers.dropout({ rate: 0.5 }),
        tf.layers.dense({ units: 4, activation: 'softmax', useBias: false }),
      ],
    }),
    xs: [tf.randomNormal([3, 5], 0, 1, 'float32', 1)],
    layers: 'Dense Dense Dropout Dense Dense',
  }),
  'convolutions by channels': () => convnet(false),
  'convolutions by axes': () => convnet(true),
  'one and three axes': () => ({
    net: tf.sequential({
      layers: [
        tf.layers.conv1d({ filters: 8, kernelSize: 3, strides: 2, padding: 'same', inputShape: [9, 2] }),
        tf.layers.reshape({ targetShape: [5, 2, 2, 2] }),
        tf.layers.conv3d({ filters: 4, kernelSize: [2, 1, 2], activation: 'relu' }),
      ],
    }),
    xs: [tf.randomNormal([2, 9, 2], 0, 1, 'float32', 1)],
    layers: 'Conv1D Conv1D Reshape Conv3D Conv3D',
  }),
  'a shared layer, branches and two outputs': () => {
    const [a, b] = [tf.input({ shape: [6] }), tf.input({ shape: [6] })];
    const shared = tf.layers.dense({ units: 6, activation: 'relu', name: 'shared' });
    const branches = [a, b].map((x) => symbolic(shared.apply(x)));
    const third = symbolic(shared.apply(symbolic(tf.layers.dense({ units: 6, name: 'other' }).apply(branches[0]!))));
    const joined = symbolic(tf.layers.concatenate().apply([...branches, third]));
    const head = symbolic(tf.layers.dense({ units: 2, name: 'head' }).apply(joined));
    const net = tf.model({ inputs: [a, b], outputs: [third, head, branches[1]!] });
    const xs = [1, 2].map((seed) => tf.randomNormal([3, 6], 0, 1, 'float32', seed));
    return { net, xs, layers: 'InputLayer Dense Dense Dense Dense InputLayer Concatenate Dense Dense' };
  },
  'a model inside a model, called twice': () => {
    const x = tf.input({ shape: [6] });
    const inner = tf.sequential({ layers: [tf.layers.dense({ units: 6, inputShape: [6], activation: 'tanh' })] });
    const y = symbolic(inner.apply(symbolic(inner.apply(x))));
    const outputs = symbolic(tf.layers.dense({ units: 2 }).apply(y));
    const xs = [tf.randomNormal([3, 6], 0, 1, 'float32', 1)];
    return { net: tf.model({ inputs: x, outputs }), xs, layers: 'InputLayer Sequential Dense Dense' };
  },
  'embeddings with a mask': () => ({
    net: tf.sequential({
      layers: [
        tf.layers.embedding({ inputDim: 20, outputDim: 8, inputLength: 5, maskZero: true }),
        tf.layers.timeDistributed({ layer: tf.layers.dense({ units: 4, activation: 'tanh', name: 'inner' }) }),
        tf.layers.lstm({ units: 2, recurrentInitializer: 'glorotNormal' }),
      ],
    }),
    xs: [tf.tensor2d([1, 19, 3, 0, 0, 7, 0, 2, 2, 0], [2, 5], 'int32')],
    layers: 'Embedding Dense TimeDistributed TimeDistributed LSTM',
  }),
  'a model over time': () => {
    const layer = tf.sequential({ layers: [tf.layers.dense({ units: 4, inputShape: [6], activation: 'relu' })] });
    const layers = [tf.layers.timeDistributed({ layer, inputShape: [3, 6] })];
    return { net: tf.sequential({ layers }), xs: [tf.randomNormal([2, 3, 6])], layers: 'TimeDistributed' };
  },
};

for (const [name, make] of Object.entries(cases)) {
  test(`${name}: several layers compute what one did`, async (t) => {
    const { net, xs, spatial, layers } = make();
    const model = await factored(net, spatial);
    const json = JSON.stringify(model);
    const stock = await toStockLayers(model, registry);
    t.is(JSON.stringify(model), json);
    t.true(close(await outputsOf(stock.model, xs), await outputsOf(model, xs)));
    const back = await toLayersModel(stock.model, registry);
    t.is(classesOf(back.layers), layers);
    const nodes = Object.entries(model.weights).flatMap(([key, tree]) => (isNode(tree) ? [key] : []));
    t.deepEqual([...stock.rewritten, ...stock.left].map((weight) => weight.name).sort(), nodes.sort());
    t.deepEqual(
      stock.left.map((weight) => weight.reason),
      name === 'embeddings with a mask' ? ['LSTM cannot be several layers by its kernel'] : [],
    );
    t.deepEqual(Object.values(stock.model.weights).filter(isNode).length, stock.left.length);
  });
}

test('the last of several layers has the name, bias and output of the one, the others are as trainable', async (t) => {
  const x = tf.input({ shape: [6], name: 'x' });
  const regularizers = { kernelRegularizer: 'l1l2', biasRegularizer: 'l1l2', kernelConstraint: 'nonNeg' } as const;
  const dense = tf.layers.dense({ units: 6, name: 'dense', trainable: false, activation: 'relu', ...regularizers });
  const taken = tf.layers.dense({ units: 2, name: 'dense_factor' });
  const net = tf.model({ inputs: x, outputs: symbolic(taken.apply(symbolic(dense.apply(x)))) });
  const model = await factored(net, false, /^dense\/kernel$/);
  const { model: stock, rewritten } = await toStockLayers(model, registry);
  t.deepEqual(rewritten, [{ name: 'dense/kernel', into: ['dense_factor_2/kernel', 'dense/kernel'] }]);
  t.is(stock.weights['dense/bias'], model.weights['dense/bias']);
  const back = await toLayersModel(stock, registry);
  t.deepEqual(
    back.layers.map((layer) => layer.name),
    ['x', 'dense_factor_2', 'dense', 'dense_factor'],
  );
  t.deepEqual(
    back.layers.slice(1).map((layer) => layer.trainable),
    [false, false, true],
  );
  const [first, last] = back.layers.slice(1).map((layer) => layer.getConfig());
  t.like(first, { units: RANK, activation: 'linear', useBias: false, kernelConstraint: null });
  t.like(last, { units: 6, activation: 'relu', useBias: true, kernelRegularizer: null, kernelConstraint: null });
  t.truthy(last!.biasRegularizer);
});

test('factors stay encoded and shared, and are no larger in a file', async (t) => {
  const layers = [
    tf.layers.conv2d({ filters: 30, kernelSize: 3, inputShape: [5, 5, 20] }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 40 }),
  ];
  const model = await compress(await fromLayersModel(tf.sequential({ layers })), [
    use(svd, { rank: 10, unfolding: 'channel' }),
    use(kmeansShare, { bits: 4, scope: 'model' }),
    use(huffman),
  ]);
  const { model: stock, rewritten } = await toStockLayers(model, registry);
  t.is(rewritten.length, 2);
  const kernels = rewritten.flatMap(({ into }) => into.map((name) => stock.weights[name]!));
  t.deepEqual(
    kernels.map((tree) => isNode(tree) && tree.codec),
    Array(4).fill('kmeans-share'),
  );
  t.deepEqual(
    new Set(leavesOf(stock.weights).keys()),
    new Set(leavesOf(model.weights).keys()),
    'all data is the very same',
  );
  t.true((await write(stock)).length < (await write(model)).length + 300);
  const xs = [tf.randomNormal([2, 5, 5, 20])];
  t.true(close(await outputsOf(stock, xs), await outputsOf(model, xs)));
});

test('one tree in two layers is one in four', async (t) => {
  const layers = [0, 1].map(() => tf.layers.dense({ units: 6, inputShape: [6], useBias: false }));
  const { weights, topology } = await fromLayersModel(tf.sequential({ layers }));
  const tree = productOf([6, 6], false);
  const tied = { weights: Object.fromEntries(Object.keys(weights).map((name) => [name, tree])), topology: topology! };
  const { model } = await toStockLayers(tied, registry);
  t.is(Object.keys(model.weights).length, 4);
  t.deepEqual(new Set(Object.values(model.weights)), new Set(Object.values(tree.parts)));
});

test('three factors are three layers', async (t) => {
  const net = tf.sequential({
    layers: [tf.layers.dense({ units: 6, inputShape: [5], name: 'd', activation: 'relu' })],
  });
  const table = tf.sequential({ layers: [tf.layers.embedding({ inputDim: 5, outputDim: 6, name: 'd' })] });
  const parts = { a: tensor(5, 2), b: tensor(2, 3), c: tensor(3, 6) };
  const node = { codec: 'chain', version: 1, dtype: 'f32', shape: [5, 6], header: { wrong: false }, parts } as const;
  for (const [some, xs, names] of [
    [net, [tf.randomNormal([2, 5])], ['d_factor/kernel', 'd_factor_2/kernel', 'd/kernel']],
    [table, [tf.tensor2d([[4, 0]], [1, 2], 'int32')], ['d_factor/embeddings', 'd_factor_2/kernel', 'd/kernel']],
  ] as const) {
    const model = mapModel(await fromLayersModel(some), (_, name) =>
      (name.endsWith('s') && name !== 'd/bias') || name.endsWith('l') ? node : undefined,
    );
    const stock = await toStockLayers(model, registry);
    t.deepEqual(stock.rewritten[0]!.into, names);
    t.true(close(await outputsOf(stock.model, [...xs]), await outputsOf(model, [...xs])));
  }
});

test('what cannot be several layers stays as it is, and is named with a reason', async (t) => {
  const x = tf.input({ shape: [8, 8, 6] });
  const again = tf.layers.dense({ units: 6, name: 'again' });
  const wrong = tf.layers.dense({ units: 6, name: 'wrong' });
  const shared = tf.layers.dense({ units: 6, name: 'codebook' });
  const depthwise = tf.layers.depthwiseConv2d({ kernelSize: 3, name: 'depthwise', depthMultiplier: 2 });
  const transposed = tf.layers.conv2dTranspose({ kernelSize: 2, filters: 6, name: 'transposed' });
  const lstm = tf.layers.lstm({ units: 4, name: 'lstm', recurrentInitializer: 'glorotNormal' });
  const both = tf.layers.bidirectional({
    layer: tf.layers.gru({ units: 3, returnSequences: true, recurrentInitializer: 'glorotNormal' }) as tf.RNN,
    mergeMode: 'concat',
    name: 'both',
  });
  let y = symbolic(again.apply(symbolic(again.apply(symbolic(shared.apply(symbolic(wrong.apply(x))))))));
  y = symbolic(transposed.apply(symbolic(depthwise.apply(y))));
  y = symbolic(tf.layers.reshape({ targetShape: [49, 6] }).apply(y));
  const net = tf.model({ inputs: x, outputs: symbolic(lstm.apply(symbolic(both.apply(y)))) });
  const parts = { a: tensor(6, 3), b: tensor(3, 4), c: tensor(4, 6) };
  const bad: Tree = { codec: 'chain', version: 1, dtype: 'f32', shape: [6, 6], header: { wrong: true }, parts };
  const model = mapModel(
    await compress(await factored(net, false, /^(again|lstm|transposed|depthwise|both).*kernel/), [
      use(kmeansShare, { bits: 2 }, { where: (path) => path === 'codebook/kernel' }),
    ]),
    (_, name) => (name === 'wrong/kernel' ? bad : undefined),
  );
  const stock = await toStockLayers(model, registry);
  t.deepEqual(stock.rewritten, []);
  const reasons = Object.fromEntries(stock.left.map(({ name, reason }) => [name, reason]));
  t.like(reasons, {
    'again/kernel': 'its layer is called on what it gave itself',
    'codebook/kernel': 'kmeans-share makes no factors of it',
    'depthwise/depthwise_kernel': 'DepthwiseConv2D cannot be several layers by its depthwise_kernel',
    'lstm/kernel': 'LSTM cannot be several layers by its kernel',
    'lstm/recurrent_kernel': 'LSTM cannot be several layers by its recurrent_kernel',
    'wrong/kernel': 'its factors [6,3], [3,4] are no kernels of such layers',
    'transposed/kernel': 'Conv2DTranspose cannot be several layers by its kernel',
  });
  t.is(stock.left.length, 11);
  t.deepEqual(stock.model, model);
});

test('a GraphModel and what is no model of TensorFlow.js are refused, and so are unsound parts', async (t) => {
  const graph = { weights: {}, topology: { format: 'graph-model', modelTopology: { node: [] } } };
  await t.throwsAsync(() => toStockLayers(graph, registry), { instanceOf: ModelError, message: /GraphModel/ });
  await t.throwsAsync(() => toStockLayers({ weights: {} }, registry), { instanceOf: ModelError });
  const model = await factored(cases['an MLP']!().net);
  const broken = mapModel(model, (tree) => (isNode(tree) ? { ...tree, parts: { u: tensor(2, 2) } } : undefined));
  await t.throwsAsync(() => toStockLayers(broken, registry), { instanceOf: CodecError });
});

test('convolutions of any strides, dilation and padding compute the same', async (t) => {
  const pair = (max: number) => fc.tuple(fc.integer({ min: 1, max }), fc.integer({ min: 1, max }));
  const padding = fc.constantFrom('same' as const, 'valid' as const);
  const steps = fc.oneof(
    fc.record({ strides: pair(3), dilationRate: fc.constant([1, 1] as [number, number]) }),
    fc.record({ strides: fc.constant([1, 1] as [number, number]), dilationRate: pair(3) }),
  );
  await fc.assert(
    fc.asyncProperty(
      pair(3),
      padding,
      steps,
      fc.boolean(),
      pair(3),
      async (kernelSize, padding, { strides, dilationRate }, spatial, extra) => {
        const [h, w] = extra.map((more) => 6 + more) as [number, number];
        const options = { filters: 3, kernelSize, strides, dilationRate, padding, inputShape: [h, w, 2] };
        const model = await factored(tf.sequential({ layers: [tf.layers.conv2d(options)] }), spatial);
        const { model: stock, rewritten } = await toStockLayers(model, registry);
        const xs = [tf.randomNormal([1, h, w, 2])];
        return rewritten.length === 1 && close(await outputsOf(stock, xs), await outputsOf(model, xs));
      },
    ),
    { seed: 1, numRuns: 25 },
  );
  t.pass();
});

test('networks of layers that are called in any order compute the same', async (t) => {
  const step = fc.record({ layer: fc.nat(3), from: fc.nat(9), and: fc.nat(9), adds: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 8 }), async (list) => {
      const inputs = tf.input({ shape: [4] });
      const dense = [0, 1, 2, 3].map((i) => tf.layers.dense({ units: 4, activation: 'tanh', name: `d${i}` }));
      const tensors = [inputs];
      for (const { layer, from, and, adds } of list) {
        const [x, y] = [tensors[from % tensors.length]!, tensors[and % tensors.length]!];
        tensors.push(symbolic(adds && x !== y ? tf.layers.add().apply([x, y]) : dense[layer]!.apply(x)));
      }
      const model = await factored(tf.model({ inputs, outputs: tensors.slice(-2) }));
      const xs = [tf.randomNormal([2, 4])];
      const stock = await toStockLayers(model, registry);
      return close(await outputsOf(stock.model, xs), await outputsOf(model, xs));
    }),
    { seed: 1, numRuns: 40 },
  );
  t.pass();
});

const SCRIPT = `
import { readFile, writeFile } from 'node:fs/promises';
import * as tf from '@tensorflow/tfjs';

for (const name of ['core', 'tfjs', 'svd']) {
  const found = await import('@tensorpress/' + name).then(() => true, ({ code }) => code !== 'ERR_MODULE_NOT_FOUND');
  if (found) throw new Error(name + ' is there');
}
const results = [];
for (const { folder, inputs } of JSON.parse(await readFile('inputs.json', 'utf8'))) {
  const load = async () =>
    tf.io.getModelArtifactsForJSON(JSON.parse(await readFile(folder + '/model.json', 'utf8')), async (manifest) => [
      manifest.flatMap(({ weights }) => weights),
      new Uint8Array(await readFile(folder + '/' + manifest[0].paths[0])).buffer,
    ]);
  const net = await tf.loadLayersModel({ load });
  const xs = inputs.map(({ values, shape, dtype }) => tf.tensor(values, shape, dtype));
  results.push([net.predict(xs)].flat().map((output) => [...output.dataSync()]));
}
await writeFile('outputs.json', JSON.stringify(results));
`;

test('saved by saveModel it is a model that TensorFlow.js loads where no tensorpress is installed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'tensorpress-'));
  t.teardown(() => rm(folder, { recursive: true }));
  const inputs: object[] = [];
  const expected: number[][][] = [];
  for (const [i, make] of Object.values(cases).entries()) {
    const { net, xs, spatial } = make();
    const model = await factored(net, spatial);
    await saveModel((await toStockLayers(model, registry)).model, registry, join(folder, `${i}`));
    expected.push(await outputsOf(model, xs));
    inputs.push({
      folder: `${i}`,
      inputs: xs.map((x) => ({ values: [...x.dataSync()], shape: x.shape, dtype: x.dtype })),
    });
  }
  await mkdir(join(folder, 'node_modules/@tensorflow'), { recursive: true });
  const stock = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs/package.json'));
  await symlink(stock, join(folder, 'node_modules/@tensorflow/tfjs'));
  await writeFile(join(folder, 'inputs.json'), JSON.stringify(inputs));
  await writeFile(join(folder, 'run.mjs'), SCRIPT);
  await promisify(execFile)(process.execPath, ['run.mjs'], { cwd: folder });
  const actual: number[][][] = JSON.parse(await readFile(join(folder, 'outputs.json'), 'utf8'));
  t.is(actual.length, expected.length);
  for (const [i, outputs] of actual.entries()) t.true(close(outputs, expected[i]!), Object.keys(cases)[i]);
});
