import * as tf from '@tensorflow/tfjs';
import {
  type Codec,
  createRegistry,
  defineCodec,
  isNode,
  type Model,
  mapModel,
  type Node,
  type Tensor,
} from '@tensorpress/core';
import test from 'ava';
import { useWasm } from './_wasm.test.ts';
import { fromLayersModel, toLayersModel, toStockLayers } from './index.ts';

type Parts = { readonly u: 'f32'; readonly window: 'f32'; readonly v: 'f32' };

const RANK = 3;

/** Kernels that are a matrix, a window for each channel and a matrix. */
const separate: Codec<object, 'f32', Parts> = defineCodec({
  id: 'separate',
  version: 1,
  options: {},
  takes: ['f32'],
  parts: { u: ['f32'], window: ['f32'], v: ['f32'] },
  plan: () => 'is for tests',
  encode: () => 'is for tests',
  rebuild(ops, { u, window, v }, _, { shape }) {
    const [inputs = 1, outputs = 1] = shape.slice(-2);
    const places = shape.slice(0, -2).reduce((a, b) => a * b);
    const wide = ops.mul(ops.reshape(window, [places, 1, RANK]), ops.reshape(u, [1, inputs, RANK]));
    return ops.reshape(ops.matMul(ops.reshape(wide, [places * inputs, RANK]), ops.reshape(v, [RANK, outputs])), [
      ...shape,
    ]);
  },
  factors(ops, { u, window, v }, _, { shape }) {
    const one = shape.slice(0, -2).map(() => 1);
    return [
      ops.reshape(u, [...one, shape.at(-2)!, RANK]),
      ops.reshape(window, [...shape.slice(0, -2), RANK, 1]),
      ops.reshape(v, [...one, RANK, shape.at(-1)!]),
    ];
  },
});

const { factors: _, ...whole } = separate;
const registry = createRegistry({ separate: async () => separate });
/** Of a codec that has no way but to rebuild. */
const rebuilding = createRegistry({ separate: async () => whole });
/** Of a codec that must not rebuild. */
const unbuilt = createRegistry({
  separate: async () => ({
    ...separate,
    rebuild() {
      throw new Error('it is rebuilt');
    },
  }),
});

test.before(useWasm);

let seed = 1;
const tensor = (...shape: number[]): Tensor<'f32'> => ({
  dtype: 'f32',
  shape,
  data: tf.tidy(() => tf.randomNormal(shape, 0, 1, 'float32', seed++).dataSync<'float32'>()),
});

const nodeOf = (shape: readonly number[]): Node => ({
  codec: 'separate',
  version: 1,
  dtype: 'f32',
  shape,
  header: {},
  parts: {
    u: tensor(shape.at(-2)!, RANK),
    window: tensor(...shape.slice(0, -2), RANK),
    v: tensor(RANK, shape.at(-1)!),
  },
});

const modelOf = async (layers: tf.layers.Layer[]): Promise<Model> =>
  mapModel(await fromLayersModel(tf.sequential({ layers })), ({ shape }, name) =>
    name.endsWith('/kernel') ? nodeOf(shape) : undefined,
  );

const predict = (net: tf.LayersModel, x: tf.Tensor): Float32Array =>
  tf.tidy(() => (net.predict(x) as tf.Tensor).dataSync<'float32'>());

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  a.length === b.length ? Math.max(...Array.from(a, (value, i) => Math.abs(value - b[i]!))) : Number.POSITIVE_INFINITY;

const config = { filters: 5, biasInitializer: 'randomNormal', activation: 'tanh' } as const;
const planes = [
  { kernelSize: 3, padding: 'same' },
  { kernelSize: [3, 2], padding: 'valid', strides: [2, 1] },
  { kernelSize: [1, 3], padding: 'same', strides: 2, useBias: false },
  { kernelSize: [2, 3], padding: 'same', dilationRate: 2 },
] as const;
const cases: readonly (readonly [string, () => { readonly layer: tf.layers.Layer; readonly x: tf.Tensor }])[] = [
  ...planes.map(
    (more) =>
      [
        `Conv2D ${JSON.stringify(more)}`,
        () => ({
          layer: tf.layers.conv2d({ ...config, inputShape: [7, 8, 4], ...more } as never),
          x: tf.randomNormal([2, 7, 8, 4], 0, 1, 'float32', 9),
        }),
      ] as const,
  ),
  ...(['same', 'valid'] as const).map(
    (padding) =>
      [
        `Conv1D ${padding}`,
        () => ({
          layer: tf.layers.conv1d({ ...config, inputShape: [9, 4], kernelSize: 4, strides: 2, padding }),
          x: tf.randomNormal([2, 9, 4], 0, 1, 'float32', 9),
        }),
      ] as const,
  ),
];

for (const [name, make] of cases) {
  test.serial(`${name}: a depthwise factor gives what the kernel gives, and trains as it does`, async (t) => {
    const { layer, x } = make();
    const model = await modelOf([layer]);
    const expected = predict(await toLayersModel(model, registry), x);
    const small = await toLayersModel(model, unbuilt, { execution: 'compressed' });
    t.true(distance(predict(small, x), expected) < 1e-4);
    // TensorFlow.js has no gradient of a convolution that dilates.
    if (name.includes('dilation')) return;
    const valuesOf = (net: tf.LayersModel) => net.getWeights().flatMap((weight) => [...weight.dataSync()]);
    const trained: number[][] = [];
    for (const codecs of [registry, rebuilding]) {
      const net = await toLayersModel(model, codecs, { execution: 'compressed' });
      net.compile({ optimizer: tf.train.sgd(0.1), loss: 'meanSquaredError' });
      const y = tf.tidy(() => tf.zerosLike(net.predict(x) as tf.Tensor));
      await net.fit(x, y, { epochs: 2, batchSize: 2, shuffle: false, verbose: 0 });
      trained.push(valuesOf(net));
    }
    t.true(distance(trained[0]!, valuesOf(small)) > 1e-3);
    t.true(distance(trained[0]!, trained[1]!) < 1e-5);
  });
}

test.serial('of a depthwise factor along two axes there is a layer, with the stride of the whole', async (t) => {
  const strides: [number, number] = [2, 1];
  const layers = [
    tf.layers.conv2d({ ...config, kernelSize: 3, strides, padding: 'same', inputShape: [7, 8, 4], name: 'a' }),
    tf.layers.conv2d({ filters: 1, kernelSize: [1, 2], kernelRegularizer: 'l1l2', name: 'b' }),
  ];
  const model = await modelOf(layers);
  const { model: stock, rewritten, left } = await toStockLayers(model, registry);
  t.deepEqual(left, []);
  t.deepEqual(rewritten, [
    { name: 'a/kernel', into: ['a_factor/kernel', 'a_factor_2/depthwise_kernel', 'a/kernel'] },
    { name: 'b/kernel', into: ['b_factor/kernel', 'b_factor_2/depthwise_kernel', 'b/kernel'] },
  ]);
  t.false(Object.values(stock.weights).some(isNode));
  const net = await toLayersModel(stock, createRegistry({}));
  t.is(
    net.layers.map((layer) => layer.getClassName()).join(' '),
    `${'Conv2D DepthwiseConv2D Conv2D '.repeat(2)}`.trim(),
  );
  t.like(net.layers[1]!.getConfig(), { strides, useBias: false, activation: 'linear', depthMultiplier: 1 });
  const x = tf.randomNormal([2, 7, 8, 4], 0, 1, 'float32', 9);
  t.true(distance(predict(net, x), predict(await toLayersModel(model, registry), x)) < 1e-4);
});

test.serial('where stock layers have nothing depthwise that does the same, the weight stays', async (t) => {
  const layers = [
    tf.layers.conv2d({ ...config, kernelSize: 3, dilationRate: 2, inputShape: [9, 8, 4], name: 'dilated' }),
    tf.layers.reshape({ targetShape: [20, 5] }),
    tf.layers.conv1d({ ...config, kernelSize: 3, name: 'line' }),
  ];
  const { rewritten, left } = await toStockLayers(await modelOf(layers), registry);
  t.deepEqual(rewritten, []);
  t.deepEqual(left, [
    { name: 'dilated/kernel', reason: 'of its factors one is depthwise, and layers of that kind do not dilate' },
    { name: 'line/kernel', reason: 'of its factors one is depthwise, for which there is no such layer' },
  ]);
});
