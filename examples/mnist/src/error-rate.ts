import * as tf from '@tensorflow/tfjs';
import type { Digits } from './data.ts';
import { imagesFor } from './images.ts';

/** The share of digits that `model` takes for another, in 0…1. */
export function errorRate(model: tf.LayersModel, { count, images, labels }: Digits): number {
  return tf.tidy(() => {
    const outputs = model.predict(imagesFor(model, images), { batchSize: 1000 });
    if (!(outputs instanceof tf.Tensor)) throw new Error('mnist: the model must have one output');
    const guesses = outputs.argMax(-1).dataSync();
    return labels.reduce((wrong, label, i) => wrong + Number(label !== guesses[i]), 0) / count;
  });
}
