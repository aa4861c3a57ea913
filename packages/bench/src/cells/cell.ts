import type * as tf from '@tensorflow/tfjs';
import type { Epoch } from '../resumable/train-resumably.ts';

/** How a network is trained. */
export interface Recipe {
  readonly epochs: number;
  readonly batchSize: number;
  /** At the start; it falls to zero. */
  readonly learningRate: number;
  readonly seed: number;
}

/** A cell of a table to train, and how if not as its recipe says. */
export interface CellJob<R extends Recipe = Recipe> {
  readonly cell: string;
  /** Where there are checkpoints to go on from, or will be. */
  readonly folder: string;
  /** Trains without some of the pictures and looks at those, instead of at the test set. */
  readonly validate?: boolean;
  readonly change?: Partial<R>;
}

/** A network that has been trained, and its error on pictures that it has not seen. */
export interface Trained {
  readonly net: tf.LayersModel;
  readonly epochs: readonly Epoch[];
  readonly error: number;
}

/** What became of a cell. */
export interface CellResult extends Recipe {
  readonly cell: string;
  /** Numbers that are trained and stored. */
  readonly parameters: number;
  /** Of its file. */
  readonly bytes: number;
  /** The share of pictures that it takes for something else: of the test set, or of those that were held out. */
  readonly error: number;
  readonly validated: boolean;
  /** The average of each epoch. */
  readonly losses: readonly number[];
  readonly seconds: number;
}
