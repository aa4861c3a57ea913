import type * as tf from '@tensorflow/tfjs';
import type { Batches, Columns } from './training-data.ts';

/** Data of a model as tensors in lists: all of it, or batch by batch. */
export type Rows = Columns | Batches<Columns>;

/** What a model is trained on. */
export interface FitData {
  readonly data: Rows;
  readonly validation: Rows | undefined;
  readonly batchSize: number;
  /** Where the order of examples in memory comes from, if they are shuffled. */
  readonly next: (() => number) | undefined;
  readonly signal: AbortSignal | undefined;
  /** Makes tensors last until training is over. */
  keep(tensors: tf.Tensor[]): tf.Tensor[];
}

/** What `fitDataset` is to do for a lesson. */
export interface Fit {
  /** What is fitted: the model, or one that has its layers and others. */
  readonly net: tf.LayersModel;
  readonly compile: Omit<tf.ModelCompileArgs, 'optimizer'>;
  readonly batches: Batches<Columns>;
  readonly validation: Rows | undefined;
  /** Figures of the model on validation data. */
  readonly measure?: (when: 'before' | 'after') => Promise<Record<string, number>>;
}
