import * as tf from '@tensorflow/tfjs';
import { random } from '@tensorpress/core';
import type { Digits } from '@tensorpress/example-mnist';

/** A network that learns digits, and how. */
export interface Network {
  /** Its layers, in a few words. */
  readonly layers: string;
  /** Digits in a step. */
  readonly batchSize: number;
  /** What an example looks like to it. */
  readonly inputShape: readonly number[];
  /** What it takes for a digit of 784 pixels; the pixels by default. */
  see?(pixels: Float32Array): ArrayLike<number>;
  /** Fresh, with the same weights each time; softmax over ten digits. */
  build(): tf.LayersModel;
}

/** The name of a network. */
export type NetworkName = 'LeNet-300-100' | 'LeNet-5' | 'depthwise separable' | 'GRU' | 'embedding';

/** The networks whose steps are timed. */
export const networks: Readonly<Record<NetworkName, Network>> = {
  'LeNet-300-100': {
    layers: 'dense 300, 100, 10',
    batchSize: 128,
    inputShape: [784],
    build: () => network([784], [dense(300, 'relu'), dense(100, 'relu'), dense(10, 'softmax')]),
  },
  'LeNet-5': {
    layers: 'conv 5×5×20, max pool 2, conv 5×5×50, max pool 2, dense 500, 10',
    batchSize: 64,
    inputShape: [28, 28, 1],
    build: () =>
      network(
        [28, 28, 1],
        [
          tf.layers.conv2d({ ...zeros, filters: 20, kernelSize: 5 }),
          tf.layers.maxPooling2d({ poolSize: 2 }),
          tf.layers.conv2d({ ...zeros, filters: 50, kernelSize: 5 }),
          tf.layers.maxPooling2d({ poolSize: 2 }),
          tf.layers.flatten(),
          dense(500, 'relu'),
          dense(10, 'softmax'),
        ],
      ),
  },
  'depthwise separable': {
    layers: 'conv 3×3×16 / 2, separable 3×3×32, separable 3×3×64 / 2, average, dense 10',
    batchSize: 64,
    inputShape: [28, 28, 1],
    build: () =>
      network(
        [28, 28, 1],
        [
          tf.layers.conv2d({ ...zeros, ...same, filters: 16, strides: 2 }),
          tf.layers.separableConv2d({ ...separate, ...same, filters: 32 }),
          tf.layers.separableConv2d({ ...separate, ...same, filters: 64, strides: 2 }),
          tf.layers.globalAveragePooling2d({}),
          dense(10, 'softmax'),
        ],
      ),
  },
  GRU: {
    layers: 'GRU 64 over 28 rows of pixels, dense 10',
    batchSize: 64,
    inputShape: [28, 28],
    build: () => network([28, 28], [tf.layers.gru({ ...zeros, ...recurrent, units: 64 }), dense(10, 'softmax')]),
  },
  embedding: {
    layers: 'embedding 812 → 16 of the ink in each row of pixels, average, dense 32, 10',
    batchSize: 64,
    inputShape: [28],
    see: (pixels) =>
      Array.from({ length: 28 }, (_, row) => {
        const ink = pixels.subarray(28 * row, 28 * (row + 1)).filter((pixel) => pixel > 0.5).length;
        return 29 * row + ink;
      }),
    build: () =>
      network(
        [28],
        [
          tf.layers.embedding({ inputDim: 28 * 29, outputDim: 16, embeddingsInitializer: 'zeros' }),
          tf.layers.globalAveragePooling1d({}),
          dense(32, 'relu'),
          dense(10, 'softmax'),
        ],
      ),
  },
};

/** The first of some digits as a network takes them, and what they are, one column for each of ten. */
export function batch({ inputShape, see }: Network, { images, labels }: Digits, count: number): Batch {
  const digits = Array.from({ length: count }, (_, i) => images.subarray(784 * i, 784 * (i + 1)));
  const size = inputShape.reduce((product, length) => product * length, 1);
  const seen = new Float32Array(count * size);
  for (const [i, pixels] of digits.entries()) seen.set(see ? see(pixels) : pixels, i * size);
  return tf.tidy(() => ({
    xs: tf.tensor(seen, [count, ...inputShape]),
    ys: tf.oneHot(tf.tensor1d(Int32Array.from(labels.subarray(0, count)), 'int32'), 10).toFloat(),
  }));
}

/** Examples for a step. */
export interface Batch {
  readonly xs: tf.Tensor;
  readonly ys: tf.Tensor;
}

/** The multiplications and additions of a step: forward, for the gradients of weights, and for those of what is no input. */
export function flopsOf(model: tf.LayersModel, batchSize: number): number {
  let flops = 0;
  let passes = 2;
  for (const layer of model.layers) {
    for (const { rank, size } of layer.getWeights()) {
      if (rank < 2) continue;
      flops += passes * 2 * batchSize * placesOf(layer) * size;
      passes = 3;
    }
  }
  return flops;
}

/** How often a layer uses a weight for one example: a convolution at each place of its output, a recurrent layer at each step. */
function placesOf(layer: tf.layers.Layer): number {
  const kind = layer.getClassName();
  if (kind === 'Embedding') return 0;
  const [symbol] = kind === 'GRU' ? [layer.input].flat() : [layer.output].flat();
  return symbol!.shape.slice(1, -1).reduce<number>((product, size) => product * (size ?? 1), 1);
}

const zeros = { kernelInitializer: 'zeros' } as const;
const separate = { depthwiseInitializer: 'zeros', pointwiseInitializer: 'zeros' } as const;
const recurrent = { recurrentInitializer: 'zeros' } as const;
const same = { padding: 'same', kernelSize: 3, activation: 'relu' } as const;

const dense = (units: number, activation: 'relu' | 'softmax') => tf.layers.dense({ ...zeros, units, activation });

/** A chain of layers whose weights are uniform as He et al. have it, from numbers that are the same on every platform. */
function network(inputShape: number[], layers: tf.layers.Layer[]): tf.LayersModel {
  const model = tf.sequential({ layers: [tf.layers.inputLayer({ inputShape }), ...layers] });
  const next = random(1);
  tf.tidy(() =>
    model.setWeights(
      model.getWeights().map(({ shape, size, rank }) => {
        const limit = rank > 1 ? Math.sqrt(6 / (size / shape.at(-1)!)) : 0;
        return tf.tensor(
          Float32Array.from({ length: size }, () => limit * (2 * next() - 1)),
          shape,
        );
      }),
    ),
  );
  return model;
}
