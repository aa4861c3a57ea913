import * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';

/** What a model takes or gives: a tensor, an array of numbers, or one tensor for each of its inputs or outputs. */
export type Values = tf.Tensor | tf.TensorLike | tf.Tensor[] | { readonly [name: string]: tf.Tensor };

/** Examples in memory, counted along the first axis. */
export interface Examples {
  readonly xs: Values;
  readonly ys: Values;
}

/** Examples in memory of which what should come out may be unknown. */
export type Unlabelled = Pick<Examples, 'xs'> & Partial<Pick<Examples, 'ys'>>;

/** Gives batches `{ xs, ys }` for one epoch after another; a `tf.data.Dataset` is one. */
export interface Batches<Batch extends tf.TensorContainer = tf.TensorContainer> {
  /** Batches of an epoch, where that is known. */
  readonly size: number;
  iterator(): Promise<{ next(): Promise<IteratorResult<Batch>> }>;
}

/** Examples, or a dataset that brings its own order and size of batches. */
export type TrainingData = Examples | Batches;

/** Data for stages that can do without `ys`. */
export type UnlabelledData = Unlabelled | Batches;

export const isBatches = (data: UnlabelledData): data is Batches => 'iterator' in data;

/** Examples as tensors with a row for each, in lists; to be disposed of by the caller. */
export type Columns = {
  /** One for each input of the model. */
  readonly xs: tf.Tensor[];
  /** One for each output, or none where what should come out is unknown. */
  readonly ys: tf.Tensor[];
  /** What a lesson has to say of them. */
  readonly answers: tf.Tensor[];
};

/**
 * @param id What errors begin with.
 * @throws OptionError if the number of examples differs between tensors.
 */
export function columnsOf(id: string, net: tf.LayersModel, { xs, ys }: Unlabelled): Columns {
  const columns = tf.tidy(() => ({
    xs: tensorsOf(id, xs, net.inputNames, net.inputs),
    ys: ys === undefined ? [] : tensorsOf(id, ys, net.outputNames, net.outputs),
    answers: [],
  }));
  const sizes = new Set([...columns.xs, ...columns.ys].map(({ shape }) => shape[0]));
  if (sizes.size === 1) return columns;
  tf.dispose([columns.xs, columns.ys]);
  throw new OptionError(`${id}: xs and ys must hold equally many examples, not ${[...sizes].join(' and ')}`);
}

/**
 * Batches of a dataset as tensors in lists, whatever it gives them in.
 * @throws OptionError when it gives something else.
 */
export const columnsIn = (id: string, net: tf.LayersModel, data: Batches): Batches<Columns> => ({
  size: data.size,
  iterator: async () => {
    const batches = await data.iterator();
    return {
      next: async () => {
        const { done, value } = await batches.next();
        if (done || !value) return { done: true, value: undefined };
        try {
          if (!isUnlabelled(value)) throw new OptionError(`${id}: data must give batches { xs, ys } or { xs }`);
          return { done: false, value: columnsOf(id, net, value) };
        } finally {
          tf.dispose(value);
        }
      },
    };
  },
});

const isUnlabelled = (value: unknown): value is Unlabelled =>
  typeof value === 'object' && value !== null && 'xs' in value;

function tensorsOf(
  id: string,
  values: Values,
  names: readonly string[],
  symbols: readonly tf.SymbolicTensor[],
): tf.Tensor[] {
  if (values instanceof tf.Tensor) return [column(values)];
  if (isTensors(values)) return values.map(column);
  if (isRecord(values)) {
    return names.map((name) => {
      const value = values[name];
      if (!value) throw new OptionError(`${id}: data must have a tensor called ${name}`);
      return column(value);
    });
  }
  const tensor = tf.tensor(values);
  return [column(ArrayBuffer.isView(values) ? tensor.reshape([-1, ...sizes(symbols[0]!)]) : tensor)];
}

// As `model.fit` does: labels in a list are a column, and must not be broadcast against a column of outputs.
const column = (tensor: tf.Tensor): tf.Tensor => (tensor.rank === 1 ? tensor.expandDims(1) : tensor.clone());

const sizes = ({ shape }: tf.SymbolicTensor): number[] => shape.slice(1).map((size) => size ?? -1);

const isTensors = (values: Values): values is tf.Tensor[] => Array.isArray(values) && values[0] instanceof tf.Tensor;

const isRecord = (values: Values): values is { readonly [name: string]: tf.Tensor } =>
  typeof values === 'object' && !Array.isArray(values) && !ArrayBuffer.isView(values);

/** Batches of some columns; in an order of their own in each epoch if there is a source of random numbers. */
export function batchesOf({ xs, ys, answers }: Columns, batchSize: number, next?: () => number): Batches<Columns> {
  const total = xs[0]!.shape[0]!;
  const order = Int32Array.from({ length: total }, (_, i) => i);
  return {
    size: Math.ceil(total / batchSize),
    iterator: async () => {
      let at = 0;
      return {
        next: async () => {
          if (at === 0 && next) shuffle(order, next);
          if (at >= total) return { done: true, value: undefined };
          const indices = tf.tensor1d(order.slice(at, at + batchSize), 'int32');
          at += batchSize;
          const pick = (columns: tf.Tensor[]) => columns.map((whole) => tf.gather(whole, indices));
          const value = { xs: pick(xs), ys: pick(ys), answers: pick(answers) };
          indices.dispose();
          return { done: false, value };
        },
      };
    },
  };
}

function shuffle(order: Int32Array, next: () => number): void {
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(next() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
}
