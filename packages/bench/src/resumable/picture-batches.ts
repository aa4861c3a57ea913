import * as tf from '@tensorflow/tfjs';
import { random } from '@tensorpress/core';
import { type Digits, imagesFor, pixels, shuffled } from '@tensorpress/example-mnist';
import type { Batch } from '../training/networks.ts';

/** How pictures are put together to batches. */
export interface PictureOptions {
  readonly batchSize: number;
  /** Decides about the order of pictures, another one in each epoch, and what becomes of each. */
  readonly seed: number;
  /** Writes a picture to `to`, changed at random; as it is by default. */
  change?(picture: Float32Array, to: Float32Array, next: () => number): void;
}

/** The pictures of an epoch as a model takes them, with one column for each of ten classes; the last batch is left out unless it is full. */
export function* pictureBatches(
  model: tf.LayersModel,
  { count, images, labels }: Digits,
  { batchSize, seed, change = (picture, to) => to.set(picture) }: PictureOptions,
  epoch: number,
): Generator<Batch> {
  const order = shuffled(count, seed + epoch);
  const next = random(seed + 7919 * (epoch + 1));
  for (let start = 0; start + batchSize <= count; start += batchSize) {
    const rows = new Float32Array(batchSize * pixels);
    const classes = new Int32Array(batchSize);
    order.subarray(start, start + batchSize).forEach((place, i) => {
      const picture = images.subarray(place * pixels, (place + 1) * pixels);
      change(picture, rows.subarray(i * pixels, (i + 1) * pixels), next);
      classes[i] = labels[place]!;
    });
    yield tf.tidy(() => ({
      xs: imagesFor(model, rows),
      ys: tf.oneHot(tf.tensor1d(classes, 'int32'), 10).toFloat(),
    }));
  }
}
