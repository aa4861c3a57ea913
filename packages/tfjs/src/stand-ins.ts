import * as tf from '@tensorflow/tfjs';
import type { Product } from '@tensorpress/core';
import type { Weight } from './rebuilder.ts';

/** What layers take and give. */
export type Tensors = tf.Tensor | tf.Tensor[];

/** What stands in for a layer while it is called, with everything that it needs of its weights made. */
export interface StandIn {
  /** @param isAhead Whether the inputs have been through `ahead`. */
  call(inputs: Tensors, isAhead?: boolean): Tensors;
  /** What a cell does to its inputs before it looks at states: to those of one step, or of all at once. */
  ahead?(x: tf.Tensor): tf.Tensor;
}

/** The fields of stock layers that matter here. Each has those of its own class. */
interface Fields {
  readonly kernel: tf.LayerVariable;
  readonly recurrentKernel: tf.LayerVariable;
  readonly embeddings: tf.LayerVariable;
  readonly bias: tf.LayerVariable | null;
  readonly activation: Activation;
  readonly recurrentActivation: Activation;
  readonly units: number;
  readonly dropout: number;
  readonly recurrentDropout: number;
  readonly strides: readonly number[];
  readonly dilationRate: readonly number[];
  readonly padding: string;
  readonly dataFormat: string;
  readonly cell: tf.layers.Layer;
  readonly cells: readonly tf.layers.Layer[];
}

interface Activation {
  apply(x: tf.Tensor): tf.Tensor;
}

type Layer = tf.layers.Layer & Fields;
type WeightOf = (variable: tf.LayerVariable) => Weight;
/** @param batch The rows of what a layer in a loop is called with. */
type Make = (layer: Layer, weightOf: WeightOf, batch: number) => StandIn | undefined;

/** The factors of a matrix, or what multiplies by it. */
type Matrix = readonly tf.Tensor[] | Product<tf.Tensor>;

const shortOf = (weight: Weight): Matrix | undefined => weight.factors() ?? weight.matMul?.();
const matrixOf = (weight: Weight): Matrix => shortOf(weight) ?? [weight.rebuild()];

/** x·W + b for x [..., m]. */
function affine(x: tf.Tensor, matrix: Matrix, bias?: tf.Tensor): tf.Tensor {
  if (x.rank !== 2) {
    const rows = affine(x.reshape([-1, ...x.shape.slice(-1)]), matrix, bias);
    return rows.reshape([...x.shape.slice(0, -1), ...rows.shape.slice(1)]);
  }
  const product =
    typeof matrix === 'function'
      ? matrix(x.shape[0]!)(x)
      : matrix.reduce((product, factor) => tf.matMul(product, factor), x);
  return bias ? tf.add(product, bias) : product;
}

/** Some of the columns of a matrix. */
function columns(matrix: Matrix, begin: number, size: number): Matrix {
  const cut = (x: tf.Tensor) => tf.slice(x, [0, begin], [-1, size]);
  if (typeof matrix !== 'function') return [...matrix.slice(0, -1), cut(matrix.at(-1)!)];
  return (rows) => {
    const product = matrix(rows);
    return (x) => cut(product(x));
  };
}

/** A matrix that is ready for so many rows, so that a loop does not make it ready at each step. */
function readyFor(batch: number, matrix: Matrix): Matrix {
  if (typeof matrix !== 'function') return matrix;
  const product = matrix(batch);
  return (rows) => (rows === batch ? product : matrix(rows));
}

const only = (inputs: Tensors): tf.Tensor => [inputs].flat()[0]!;

const dense: Make = ({ kernel, bias, activation }, weightOf) => {
  const matrix = shortOf(weightOf(kernel));
  return matrix && { call: (inputs) => activation.apply(affine(only(inputs), matrix, bias?.read())) };
};

const conv: Make = ({ kernel, bias, activation, strides, dilationRate, padding, dataFormat }, weightOf) => {
  const pad = padding === 'same' || padding === 'valid' ? padding : undefined;
  const kernels = pad && dataFormat === 'channelsLast' ? weightOf(kernel).factors() : undefined;
  if (!pad || !kernels) return undefined;
  // A convolution along one axis is one of images that are one pixel high.
  const flat = strides.length === 1;
  const filters = kernels.map((factor) => (flat ? factor.expandDims(0) : factor) as tf.Tensor4D);
  const whole = ([a, b]: readonly number[]): [number, number] => (flat ? [1, a!] : [a!, b!]);
  const dilations = whole(dilationRate);
  const striding = [0, 1].map((axis) =>
    Math.max(
      0,
      filters.findIndex(({ shape }) => shape[axis]! > 1),
    ),
  );
  return {
    call(inputs) {
      const x = only(inputs);
      const y = filters.reduce(
        (x, filter, i) => {
          const steps = whole(strides).map((stride, axis) => (striding[axis] === i ? stride : 1)) as [number, number];
          const next = filters[i + 1];
          return next && next.shape[2] !== filter.shape[3]
            ? tf.depthwiseConv2d(x, filter, steps, pad, 'NHWC', dilations)
            : tf.fused.conv2d({
                x,
                filter,
                strides: steps,
                pad,
                dilations,
                ...(bias && !next && { bias: bias.read() }),
              });
        },
        (flat ? x.expandDims(1) : x) as tf.Tensor4D,
      );
      return activation.apply(flat ? y.squeeze([1]) : y);
    },
  };
};

const embedding: Make = ({ embeddings }, weightOf) => {
  const [table, ...rest] = weightOf(embeddings).factors() ?? [];
  if (!table) return undefined;
  return {
    call(inputs) {
      const indices = only(inputs);
      const rows = affine(tf.gather(table, indices.flatten().toInt()), rest);
      return rows.reshape([...indices.shape, ...rows.shape.slice(1)]);
    },
  };
};

/** A cell, by what it makes of its states and of its inputs, once those are multiplied by its kernel. */
const cell =
  (stepOf: (layer: Layer, recurrent: Matrix) => (x: tf.Tensor, ...states: tf.Tensor[]) => tf.Tensor[]): Make =>
  (layer, weightOf, batch) => {
    const bias = layer.bias?.read();
    const kernel = matrixOf(weightOf(layer.kernel));
    // What goes through the loop is copied at each step by the stock wasm backend: it had better be thin.
    const [thin, rest] = typeof kernel === 'function' ? [kernel, []] : [kernel.slice(0, -1), kernel.slice(-1)];
    const ahead = (x: tf.Tensor) => affine(x, thin);
    const step = stepOf(layer, readyFor(batch, matrixOf(weightOf(layer.recurrentKernel))));
    return {
      ahead,
      call(inputs, isAhead) {
        const [x, ...states] = [inputs].flat();
        return step(affine(isAhead ? x! : ahead(x!), rest, bias), ...states);
      },
    };
  };

const lstm = cell(({ activation, recurrentActivation }, recurrent) => (x, h, c) => {
  const [i, f, g, o] = tf.split(tf.add(x, affine(h!, recurrent)), 4, 1);
  const kept = tf.mul(recurrentActivation.apply(f!), c!);
  const carry = tf.add(kept, tf.mul(recurrentActivation.apply(i!), activation.apply(g!)));
  const output = tf.mul(recurrentActivation.apply(o!), activation.apply(carry));
  return [output, output, carry];
});

const gru = cell(({ units, activation, recurrentActivation }, recurrent) => {
  const gates = columns(recurrent, 0, 2 * units);
  const candidate = columns(recurrent, 2 * units, units);
  return (x, h) => {
    const [xGates, xCandidate] = tf.split(x, [2 * units, units], 1);
    const [z, r] = tf.split(tf.add(xGates!, affine(h!, gates)), 2, 1);
    const reset = tf.mul(recurrentActivation.apply(r!), h!);
    const proposed = activation.apply(tf.add(xCandidate!, affine(reset, candidate)));
    const output = tf.add(proposed, tf.mul(recurrentActivation.apply(z!), tf.sub(h!, proposed)));
    return [output, output];
  };
});

const prototypeOf = (layer: object): unknown => Object.getPrototypeOf(layer);
// With a name of its own an example does not count where TensorFlow.js numbers layers.
const example = { units: 1, filters: 1, kernelSize: 1, inputDim: 1, outputDim: 1, name: 'example' };

/** What is known of the layers that TensorFlow.js has itself. */
export interface StandIns {
  /** What stands in for a layer in a call of it, where something does, that has so many samples. */
  standInOf(layer: tf.layers.Layer, weightOf: WeightOf, training: boolean, batch: number): StandIn | undefined;
  /** The cell that a recurrent layer gives its inputs to. */
  firstCellOf(layer: tf.layers.Layer): tf.layers.Layer | undefined;
}

/** The layers of TensorFlow.js, told by their prototypes: classes derived from them may do something else. */
export function standIns(): StandIns {
  const makers = new Map<unknown, Make>([
    [prototypeOf(tf.layers.dense(example)), dense],
    [prototypeOf(tf.layers.conv1d(example)), conv],
    [prototypeOf(tf.layers.conv2d(example)), conv],
    [prototypeOf(tf.layers.embedding(example)), embedding],
    [prototypeOf(tf.layers.lstmCell(example)), lstm],
    [prototypeOf(tf.layers.gruCell(example)), gru],
  ]);
  const cell = tf.layers.gruCell(example);
  const recurrent = [tf.layers.lstm(example), tf.layers.gru(example), tf.layers.rnn({ ...example, cell })].map(
    prototypeOf,
  );
  const stack = prototypeOf(tf.layers.stackedRNNCells({ cells: [cell], name: 'example' }));
  const hasFields = (layer: tf.layers.Layer): layer is Layer =>
    [...makers.keys(), ...recurrent, stack].includes(prototypeOf(layer));
  return {
    standInOf(layer, weightOf, training, batch) {
      // Masks of dropout are drawn, and kept, by the layer itself.
      if (!hasFields(layer) || (training && (layer.dropout > 0 || layer.recurrentDropout > 0))) return undefined;
      return makers.get(prototypeOf(layer))?.(layer, weightOf, batch);
    },
    firstCellOf(layer) {
      if (!hasFields(layer) || !recurrent.includes(prototypeOf(layer))) return undefined;
      return prototypeOf(layer.cell) === stack && hasFields(layer.cell) ? layer.cell.cells[0] : layer.cell;
    },
  };
}
