import * as tf from '@tensorflow/tfjs';
import { four, noise, noisy, whole } from './_parity.test.ts';

/** A small model and what it is trained on. */
export interface Recipe {
  build(): tf.LayersModel;
  /** The inputs are integers below this number; without it they are numbers of both signs. */
  readonly tokens?: number;
  /** Without it the mean squared error. */
  readonly loss?: 'categoricalCrossentropy' | 'binaryCrossentropy';
}

const { layers } = tf;

const sequential = (inputShape: number[], ...rest: tf.layers.Layer[]): tf.LayersModel =>
  tf.sequential({ layers: [layers.inputLayer({ inputShape }), ...rest] });

const dense = (units: number, activation: 'linear' | 'relu' | 'softmax' | 'tanh' = 'linear') =>
  layers.dense({ units, activation });

const flatten = () => layers.flatten();

/** A model of one path from an input, with a dense layer at its end. */
const headed = (inputShape: number[], ...rest: tf.layers.Layer[]): tf.LayersModel =>
  sequential(inputShape, ...rest, flatten(), dense(2));

const graph = (
  inputShapes: number[][],
  connect: (...inputs: tf.SymbolicTensor[]) => tf.SymbolicTensor,
): tf.LayersModel => {
  const inputs = inputShapes.map((shape) => tf.input({ shape }));
  return tf.model({ inputs, outputs: connect(...inputs) });
};

const apply = (layer: tf.layers.Layer, ...inputs: tf.SymbolicTensor[]): tf.SymbolicTensor => {
  const output = layer.apply(inputs.length === 1 ? inputs[0]! : inputs);
  if (!(output instanceof tf.SymbolicTensor)) throw new Error('one symbolic tensor is expected');
  return output;
};

class Lambda extends tf.layers.Layer {
  static readonly className = 'Lambda';
  readonly #run: (...inputs: tf.Tensor[]) => tf.Tensor;
  readonly #shape: (shape: number[]) => number[];

  constructor(run: (...inputs: tf.Tensor[]) => tf.Tensor, shape: (shape: number[]) => number[]) {
    super({});
    this.#run = run;
    this.#shape = shape;
  }

  override computeOutputShape(given: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch = null, ...rest] = (Array.isArray(given[0]) ? given[0] : given) as tf.Shape;
    return [batch, ...this.#shape(rest.map(Number))];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    return tf.tidy(() => this.#run(...(Array.isArray(inputs) ? inputs : [inputs])));
  }
}

/** A layer without weights; `shape` gives the shape of an output from that of the first input, both without the batch. */
const lambda = (run: (...inputs: tf.Tensor[]) => tf.Tensor, shape: (shape: number[]) => number[] = (same) => same) =>
  new Lambda(run, shape);

const conv = (options: Partial<Parameters<typeof layers.conv2d>[0]> = {}) =>
  layers.conv2d({ filters: 3, kernelSize: 3, activation: 'relu', ...options });

/** Moves most numbers below zero. */
const below = () => lambda((x) => x.sub(1.5));

/** Splits the features of queries, keys and values among `heads`, and lets each position see all. */
const attend = (heads: number) =>
  lambda((queries, keys, values) => {
    const [batch = 0, length = 0, features = 0] = queries!.shape;
    const split = (x: tf.Tensor) => tf.transpose(x.reshape([batch, length, heads, features / heads]), [0, 2, 1, 3]);
    const scores = tf.matMul(split(queries!), split(keys!), false, true).div(Math.sqrt(features / heads));
    const seen = tf.matMul(tf.softmax(scores), split(values!));
    return tf.transpose(seen, [0, 2, 1, 3]).reshape([batch, length, features]);
  });

/** Small models of all the layers that one trains, by name. */
export const models: Readonly<Record<string, Recipe>> = {
  'dense with a dropout of nothing': {
    build: () => sequential([5], dense(7, 'tanh'), layers.dropout({ rate: 0 }), dense(3, 'softmax')),
    loss: 'categoricalCrossentropy',
  },
  'dense on sequences': { build: () => headed([3, 4], dense(5, 'relu'), dense(3)) },
  'conv valid': { build: () => headed([6, 5, 2], conv(), conv({ kernelSize: [2, 1] })) },
  'conv same': { build: () => headed([5, 4, 2], conv({ padding: 'same' }), conv({ kernelSize: 2, padding: 'same' })) },
  'conv of one pixel': { build: () => headed([4, 3, 5], conv({ kernelSize: 1 }), conv({ kernelSize: 1, strides: 2 })) },
  'conv strides same': {
    build: () => headed([7, 6, 2], conv({ padding: 'same', strides: 2 }), conv({ padding: 'same', strides: [1, 2] })),
  },
  'conv strides valid': {
    build: () =>
      headed([9, 8, 2], conv({ kernelSize: [3, 2], strides: [2, 1] }), conv({ kernelSize: 2, strides: [1, 3] })),
  },
  'conv dilated valid': { build: () => headed([8, 7, 2], conv(), conv({ dilationRate: 2 })) },
  'conv dilated same': {
    build: () => headed([5, 6, 2], conv({ padding: 'same' }), conv({ padding: 'same', dilationRate: [1, 2] })),
  },
  'conv transpose same': {
    build: () =>
      headed(
        [3, 4, 2],
        layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
        layers.conv2dTranspose({ filters: 2, kernelSize: 2, padding: 'same' }),
      ),
  },
  'conv transpose valid': {
    build: () =>
      headed(
        [3, 2, 2],
        layers.conv2dTranspose({ filters: 3, kernelSize: [2, 3], strides: [1, 2], activation: 'relu' }),
        layers.conv2dTranspose({ filters: 2, kernelSize: 2, strides: 2 }),
      ),
  },
  conv1d: {
    build: () =>
      headed(
        [9, 2],
        layers.conv1d({ filters: 3, kernelSize: 3, padding: 'same', activation: 'relu' }),
        layers.conv1d({ filters: 4, kernelSize: 2, strides: 2 }),
      ),
  },
  'conv1d dilated': {
    build: () =>
      headed(
        [9, 2],
        layers.conv1d({ filters: 3, kernelSize: 2, activation: 'relu' }),
        layers.conv1d({ filters: 4, kernelSize: 3, dilationRate: 2 }),
      ),
  },
  conv3d: {
    build: () =>
      headed(
        [4, 5, 4, 2],
        layers.conv3d({ filters: 3, kernelSize: 2, padding: 'same', activation: 'relu' }),
        layers.conv3d({ filters: 2, kernelSize: [1, 2, 3], strides: 2 }),
      ),
  },
  'conv3d transpose': {
    build: () =>
      headed(
        [2, 2, 3, 2],
        layers.conv3dTranspose({ filters: 3, kernelSize: 2, padding: 'same', activation: 'relu' }),
        layers.conv3dTranspose({ filters: 2, kernelSize: 2, strides: 2, padding: 'same' }),
      ),
  },
  depthwise: {
    build: () =>
      headed(
        [5, 6, 2],
        layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 2, padding: 'same', activation: 'relu' }),
        layers.depthwiseConv2d({ kernelSize: [2, 3], depthMultiplier: 1 }),
      ),
  },
  'depthwise strides': {
    build: () =>
      headed(
        [7, 7, 3],
        layers.depthwiseConv2d({ kernelSize: 3, strides: 2, padding: 'same', activation: 'relu' }),
        layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, strides: 2 }),
      ),
  },
  'depthwise dilated': {
    build: () => headed([7, 6, 2], layers.depthwiseConv2d({ kernelSize: 2, depthMultiplier: 2, dilationRate: 2 })),
  },
  separable: {
    build: () =>
      headed(
        [6, 6, 2],
        layers.separableConv2d({ filters: 4, kernelSize: 3, depthMultiplier: 2, padding: 'same', activation: 'relu' }),
        layers.separableConv2d({ filters: 3, kernelSize: 2, strides: 2 }),
      ),
  },
  lstm: {
    build: () =>
      sequential([4, 3], layers.lstm({ units: 4, returnSequences: true }), layers.lstm({ units: 3 }), dense(2)),
  },
  gru: {
    build: () =>
      sequential([4, 3], layers.gru({ units: 4, returnSequences: true }), layers.gru({ units: 3 }), dense(2)),
  },
  'simple rnn': {
    build: () =>
      sequential(
        [4, 3],
        layers.simpleRNN({ units: 4, returnSequences: true }),
        layers.simpleRNN({ units: 3, goBackwards: true }),
        dense(2),
      ),
  },
  'stacked cells': {
    build: () =>
      sequential([3, 2], layers.rnn({ cell: [layers.lstmCell({ units: 3 }), layers.gruCell({ units: 2 })] }), dense(2)),
  },
  'bidirectional lstm': {
    build: () =>
      sequential(
        [4, 2],
        layers.bidirectional({ layer: layers.lstm({ units: 3, returnSequences: true }), mergeMode: 'concat' }),
        layers.bidirectional({ layer: layers.lstm({ units: 2 }), mergeMode: 'mul' }),
        dense(2),
      ),
  },
  'bidirectional gru': {
    build: () =>
      sequential([4, 2], layers.bidirectional({ layer: layers.gru({ units: 3 }), mergeMode: 'sum' }), dense(2)),
  },
  'time distributed': {
    build: () =>
      headed(
        [3, 4, 4, 2],
        layers.timeDistributed({ layer: conv({ filters: 2 }) }),
        layers.timeDistributed({ layer: flatten() }),
        layers.timeDistributed({ layer: dense(3, 'tanh') }),
      ),
  },
  'conv lstm': {
    build: () =>
      headed(
        [2, 4, 4, 2],
        layers.convLstm2d({ filters: 2, kernelSize: 3, padding: 'same', returnSequences: true }),
        layers.convLstm2d({ filters: 2, kernelSize: 2 }),
      ),
  },
  'embedding and mean': {
    build: () =>
      sequential(
        [6],
        layers.embedding({ inputDim: 9, outputDim: 4 }),
        layers.globalAveragePooling1d({}),
        dense(3, 'softmax'),
      ),
    tokens: 9,
    loss: 'categoricalCrossentropy',
  },
  'embedding, mask and lstm': {
    build: () =>
      sequential(
        [5],
        layers.embedding({ inputDim: 4, outputDim: 3, maskZero: true }),
        layers.lstm({ units: 4 }),
        dense(2),
      ),
    tokens: 4,
  },
  'batch normalisation of conv': {
    build: () =>
      headed(
        [5, 5, 2],
        conv({ activation: 'linear' }),
        layers.batchNormalization({}),
        layers.activation({ activation: 'relu' }),
      ),
  },
  'batch normalisation of dense': {
    build: () =>
      sequential(
        [4],
        dense(6),
        layers.batchNormalization({}),
        dense(5, 'tanh'),
        layers.batchNormalization({ momentum: 0.5 }),
        dense(2),
      ),
  },
  'layer normalisation': {
    build: () =>
      sequential(
        [3, 4],
        dense(6),
        layers.layerNormalization({}),
        dense(5, 'tanh'),
        layers.layerNormalization({ axis: [1, 2] }),
        flatten(),
        dense(2),
      ),
  },
  'local response normalisation': {
    build: () =>
      headed(
        [4, 4, 2],
        conv({ filters: 7 }),
        lambda((x) => tf.localResponseNormalization(four(x), 2, 1, 0.5, 0.75)),
      ),
  },
  'max pooling overlapping': {
    build: () =>
      headed(
        [7, 6, 2],
        conv({ padding: 'same', activation: 'linear' }),
        below(),
        layers.maxPooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
        layers.maxPooling2d({ poolSize: [2, 3], strides: 1 }),
      ),
  },
  'max pooling of relu': {
    build: () => headed([6, 6, 2], conv(), layers.maxPooling2d({ poolSize: 2 })),
  },
  'average pooling overlapping': {
    build: () =>
      headed(
        [7, 6, 2],
        conv({ padding: 'same' }),
        layers.averagePooling2d({ poolSize: 3, strides: 2, padding: 'same' }),
        layers.averagePooling2d({ poolSize: [2, 1], strides: 1 }),
      ),
  },
  'pooling in one dimension': {
    build: () =>
      headed(
        [9, 2],
        layers.conv1d({ filters: 3, kernelSize: 2 }),
        layers.maxPooling1d({ poolSize: 3, strides: 1, padding: 'same' }),
        layers.averagePooling1d({ poolSize: 2, strides: 2, padding: 'same' }),
      ),
  },
  'pooling in three dimensions': {
    build: () =>
      headed(
        [5, 4, 4, 1],
        layers.conv3d({ filters: 2, kernelSize: 2, padding: 'same' }),
        below(),
        layers.maxPooling3d({ poolSize: 2, strides: 1 }),
        layers.averagePooling3d({ poolSize: 2, strides: 2, padding: 'same' }),
        layers.maxPooling3d({ poolSize: 2, strides: 1, padding: 'same' }),
      ),
  },
  'global pooling': {
    build: () =>
      graph([[5, 4, 2]], (image) => {
        const seen = apply(conv({ activation: 'linear' }), image);
        const rows = apply(layers.reshape({ targetShape: [6, 3] }), seen);
        return apply(
          dense(2),
          apply(
            layers.concatenate(),
            apply(layers.globalAveragePooling2d({}), seen),
            apply(layers.globalMaxPooling2d({}), seen),
            apply(layers.globalMaxPooling1d({}), rows),
            apply(layers.globalAveragePooling1d({}), rows),
          ),
        );
      }),
  },
  'upsampling to the nearest': {
    build: () => headed([3, 4, 2], conv({ padding: 'same' }), layers.upSampling2d({ size: [2, 3] }), conv()),
  },
  'upsampling bilinear': {
    build: () =>
      headed(
        [3, 4, 2],
        conv({ padding: 'same' }),
        layers.upSampling2d({ size: [2, 3], interpolation: 'bilinear' }),
        conv(),
      ),
  },
  'padding and cropping': {
    build: () =>
      headed(
        [4, 5, 2],
        conv({ padding: 'same' }),
        layers.zeroPadding2d({
          padding: [
            [1, 0],
            [2, 1],
          ],
        }),
        conv({ kernelSize: 2 }),
        layers.cropping2D({
          cropping: [
            [1, 0],
            [1, 2],
          ],
        }),
      ),
  },
  'a mirror around the image': {
    build: () =>
      headed(
        [4, 5, 2],
        lambda(
          (x) =>
            tf.mirrorPad(
              x,
              [
                [0, 0],
                [1, 1],
                [1, 1],
                [0, 0],
              ],
              'reflect',
            ),
          ([h = 0, w = 0, c = 0]) => [h + 2, w + 2, c],
        ),
        conv(),
      ),
  },
  'attention with two heads': {
    build: () =>
      graph([[4, 3]], (sequence) => {
        const x = apply(dense(6), sequence);
        const seen = apply(attend(2), apply(dense(6), x), apply(dense(6), x), apply(dense(6), x));
        const mixed = apply(layers.layerNormalization({}), apply(layers.add(), x, apply(dense(6), seen)));
        const fed = apply(dense(6), apply(dense(8, 'relu'), mixed));
        const all = apply(layers.layerNormalization({}), apply(layers.add(), mixed, fed));
        return apply(dense(3, 'softmax'), apply(layers.globalAveragePooling1d({}), all));
      }),
    loss: 'categoricalCrossentropy',
  },
  'attention of dot and softmax': {
    build: () =>
      graph([[4, 3]], (sequence) => {
        const [queries, keys, values] = [dense(5), dense(5), dense(4)].map((layer) => apply(layer, sequence));
        const scores = apply(layers.softmax({ axis: 2 }), apply(layers.dot({ axes: [2, 2] }), queries!, keys!));
        return apply(dense(2), apply(flatten(), apply(layers.dot({ axes: [2, 1] }), scores, values!)));
      }),
  },
  'activations with weights and without': {
    build: () =>
      sequential(
        [6],
        dense(6),
        layers.prelu({}),
        dense(6),
        layers.elu({}),
        dense(6),
        layers.leakyReLU({ alpha: 0.2 }),
        dense(6),
      ),
  },
  'activations by name': {
    build: () =>
      graph([[6]], (x) =>
        apply(
          dense(2),
          apply(
            layers.concatenate(),
            ...(
              [
                'elu',
                'selu',
                'relu6',
                'sigmoid',
                'hardSigmoid',
                'softplus',
                'softsign',
                'swish',
                'mish',
                'gelu',
              ] as const
            ).map((activation) => apply(layers.activation({ activation }), apply(dense(3), x))),
          ),
        ),
      ),
  },
  'prelu of images': {
    build: () => headed([5, 4, 2], conv({ activation: 'linear' }), layers.prelu({ sharedAxes: [1, 2] })),
  },
  'residual merges': {
    build: () =>
      graph([[5, 4, 3]], (image) => {
        const a = apply(conv({ padding: 'same' }), image);
        const b = apply(conv({ padding: 'same', kernelSize: 1, activation: 'tanh' }), image);
        const sum = apply(layers.add(), image, a, b);
        const product = apply(layers.multiply(), a, b);
        const most = apply(layers.maximum(), sum, b);
        const least = apply(layers.minimum(), product, a);
        const mean = apply(layers.average(), product, b);
        return apply(
          dense(2),
          apply(flatten(), apply(layers.concatenate({ axis: 1 }), sum, product, most, least, mean)),
        );
      }),
  },
  'two inputs through one layer': {
    build: () =>
      graph([[4], [4]], (left, right) => {
        const shared = dense(5, 'tanh');
        const angle = apply(layers.dot({ axes: 1, normalize: true }), apply(shared, left), apply(shared, right));
        return apply(layers.activation({ activation: 'sigmoid' }), angle);
      }),
    loss: 'binaryCrossentropy',
  },
  'gather of columns': {
    build: () =>
      sequential(
        [5, 3],
        dense(4),
        lambda(
          (x) => tf.gather(x, tf.tensor1d([3, 0, 3], 'int32'), 1),
          ([, width = 0]) => [3, width],
        ),
        flatten(),
        dense(2),
      ),
  },
  'one-hot tokens': {
    build: () =>
      sequential(
        [4],
        lambda(
          (x) => tf.oneHot(x.cast('int32'), 6).cast('float32'),
          ([length = 0]) => [length, 6],
        ),
        flatten(),
        dense(3, 'relu'),
        dense(2),
      ),
    tokens: 6,
  },
  'noise of nothing': { build: () => sequential([5], layers.gaussianNoise({ stddev: 0 }), dense(4, 'relu'), dense(2)) },
  'images to images': {
    build: () =>
      sequential(
        [6, 6, 2],
        conv({ padding: 'same', strides: 2 }),
        layers.batchNormalization({}),
        layers.permute({ dims: [2, 1, 3] }),
        layers.upSampling2d({}),
        conv({ filters: 2, padding: 'same', activation: 'linear' }),
      ),
  },
};

/** Gives every weight of a model numbers of both signs, the same for the same seed, and variances that are above zero. */
export function plant(model: tf.LayersModel, seed: number): void {
  tf.tidy(() =>
    model.setWeights(
      model.weights.map(({ originalName, shape }, i) => {
        const sizes = shape.map(Number);
        const numbers = noise(sizes, seed + i);
        const inputs = sizes.slice(0, -1).reduce((product, size) => product * size, 1);
        const scale = sizes.length > 1 ? 1.7 / Math.sqrt(inputs) : 0.5;
        const plus = /variance|gamma/.test(originalName) ? 1 : 0;
        return tf.tensor(
          numbers.map((x) => x * scale + plus),
          sizes,
        );
      }),
    ),
  );
}

/** Inputs and targets for a model: `rows` of each. */
export function lesson(recipe: Recipe, model: tf.LayersModel, rows: number): { x: tf.Tensor[]; y: tf.Tensor } {
  const { tokens } = recipe;
  const sized = ({ shape }: tf.SymbolicTensor) => [rows, ...shape.slice(1).map(Number)];
  const x = model.inputs.map((input, i) =>
    tokens ? whole(sized(input), tokens, 70 + i).cast('float32') : noisy(sized(input), 70 + i),
  );
  const targets = noisy(sized(model.outputs[0]!), 80);
  return { x, y: tf.tidy(() => targetsFor(recipe, targets)) };
}

function targetsFor({ loss }: Recipe, numbers: tf.Tensor): tf.Tensor {
  if (loss === undefined) return numbers;
  const targets =
    loss === 'binaryCrossentropy'
      ? numbers.greater(0).cast('float32')
      : tf.oneHot(numbers.argMax(-1), numbers.shape.at(-1)!).cast('float32');
  numbers.dispose();
  return targets;
}

/** Readies a model for training with the loss of its recipe. */
export function compile(recipe: Recipe, optimizer: tf.Optimizer): tf.LayersModel {
  const model = recipe.build();
  plant(model, 7);
  model.compile({ optimizer, loss: recipe.loss ?? 'meanSquaredError' });
  return model;
}
