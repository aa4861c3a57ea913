import type * as tf from '@tensorflow/tfjs';
import type { Digits } from '@tensorpress/example-mnist';
import { type PictureOptions, pictureBatches } from './picture-batches.ts';
import { seededDropout } from './seeded-dropout.ts';
import { type Epoch, type Training, trainResumably } from './train-resumably.ts';

/** How pictures are gone through. */
export interface DropoutTraining extends Pick<Training, 'epochs' | 'learningRate' | 'average'>, PictureOptions {
  /** Epochs that came before, of another folder; pictures and dropout go on where those ended. */
  readonly first?: number;
}

/** Trains a model on pictures as `trainResumably` does, with dropout that depends on the step alone. */
export async function trainWithDropout(
  net: tf.LayersModel,
  pictures: Digits,
  { epochs, learningRate, average, first = 0, ...options }: DropoutTraining,
  folder: URL,
): Promise<readonly Epoch[]> {
  const steps = Math.floor(pictures.count / options.batchSize);
  let step = 0;
  const undo = seededDropout(net, () => options.seed + 7919 * step);
  try {
    return await trainResumably(
      net,
      {
        epochs,
        steps,
        *batches(epoch) {
          step = (first + epoch) * steps;
          for (const batch of pictureBatches(net, pictures, options, first + epoch)) {
            yield batch;
            step++;
          }
        },
        learningRate,
        ...(average !== undefined && { average }),
      },
      folder,
    );
  } finally {
    undo();
  }
}
