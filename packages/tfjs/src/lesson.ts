import type * as tf from '@tensorflow/tfjs';
import type { MaybePromise } from '@tensorpress/core';
import type { Columns } from './training-data.ts';

/** What a loss is made of: some examples, what is said of them, and what the model makes of them. */
export interface Seen extends Columns {
  /** What the model gives for `outputs` of the lesson. */
  readonly outputs: tf.Tensor[];
}

/** A lesson by the losses and metrics that `model.compile` takes: of targets and outputs alone. */
export interface PlainLesson {
  readonly outputs?: never;
  readonly loss: NonNullable<tf.ModelCompileArgs['loss']>;
  readonly metrics?: NonNullable<tf.ModelCompileArgs['metrics']>;
}

/** A lesson by a loss that sees everything: inputs, targets, tensors inside the model, and what others say of the same inputs. */
export interface SeeingLesson {
  /** The tensors of the model that the loss sees. Layers that lie between these and the model are trained, too. */
  readonly outputs: tf.SymbolicTensor[];
  /** What to make small. */
  loss(seen: Seen): tf.Scalar;
  /**
   * Tensors with a row for each example, which the caller disposes of. For examples in memory it is called once, for the first
   * thousand, the second, and so on; for a dataset with each batch, in each epoch.
   * @param key The same for the same part of the data: `data-3`, `validation-0`.
   */
  readonly answers?: (rows: Columns, key: string) => MaybePromise<tf.Tensor[]>;
  /** Whether answers to all the examples in memory would be too large, so that they are asked for with each batch. */
  readonly afresh?: boolean;
  /** Measures the model on validation data before and after training; the figures are told as progress. */
  readonly measure?: (
    validation: AsyncIterable<Seen>,
    when: 'before' | 'after',
  ) => Promise<Readonly<Record<string, number>>>;
  readonly dispose?: () => void;
}

/** What a stage teaches a model. */
export type Lesson = PlainLesson | SeeingLesson;

/**
 * Makes the lesson for a model that is ready to be trained.
 * @param sample Gives some examples, to look at how they are; the caller disposes of them.
 */
export type Teach = (net: tf.LayersModel, sample: () => Promise<Columns>) => MaybePromise<Lesson>;
