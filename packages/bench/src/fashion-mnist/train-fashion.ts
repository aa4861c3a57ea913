import type * as tf from '@tensorflow/tfjs';
import { type Digits, errorRate, holdOut } from '@tensorpress/example-mnist';
import { fastBatchNorm } from '@tensorpress/tfjs';
import { flipAndShift } from '../pictures/flip-and-shift.ts';
import { pictureBatches } from '../resumable/picture-batches.ts';
import { type Epoch, trainResumably } from '../resumable/train-resumably.ts';
import { readFashion } from './fashion.ts';

/** How a network learns clothes. */
export interface FashionOptions {
  readonly epochs: number;
  /** 128 by default. */
  readonly batchSize?: number;
  /** Adam's step at the start, which falls to 0 along half a cosine. */
  readonly learningRate?: number;
  /** Decides about the order of pictures and what becomes of them; 1 by default. */
  readonly seed?: number;
}

/** How a training went; errors are shares of pictures in 0…1. */
export interface FashionHistory {
  readonly epochs: readonly Epoch[];
  /** The error in the end, on pictures that were not trained on. */
  readonly error: number;
}

/** Pictures to train on, and others to look at after each epoch. */
export interface FashionPictures {
  readonly training: Digits;
  readonly validation?: Digits;
}

const HELD_OUT = 5000;

/**
 * Trains a network, compressed or not, on Fashion-MNIST from where the checkpoint in `folder` left off, or from the start, and looks
 * at the test set in the end; or holds 5,000 pictures out, looks at those after each epoch, and leaves the test set alone.
 */
export async function trainFashion(
  model: tf.LayersModel,
  { validate = false, ...options }: FashionOptions & { readonly validate?: boolean },
  folder: URL,
): Promise<FashionHistory> {
  const all = readFashion('train');
  const pictures: FashionPictures = validate ? holdOut(all, HELD_OUT) : { training: all };
  const epochs = await trainOnPictures(model, pictures, options, folder);
  return { epochs, error: epochs.at(-1)?.error ?? errorRate(model, readFashion('test')) };
}

/** Trains on pictures that are mirrored and moved at random, with checkpoints. */
export async function trainOnPictures(
  model: tf.LayersModel,
  { training, validation }: FashionPictures,
  { epochs, batchSize = 128, learningRate = 2e-3, seed = 1 }: FashionOptions,
  folder: URL,
): Promise<readonly Epoch[]> {
  const undo = fastBatchNorm(model);
  try {
    return await trainResumably(
      model,
      {
        epochs,
        steps: Math.floor(training.count / batchSize),
        batches: (epoch) => pictureBatches(model, training, { batchSize, seed, change: flipAndShift }, epoch),
        learningRate: (share) => (learningRate * (1 + Math.cos(Math.PI * share))) / 2,
        ...(validation && { evaluate: () => errorRate(model, validation) }),
      },
      folder,
    );
  } finally {
    undo();
  }
}
