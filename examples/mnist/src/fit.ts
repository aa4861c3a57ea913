import * as tf from '@tensorflow/tfjs';
import { type Digits, pixels } from './data.ts';
import { imagesFor } from './images.ts';
import { shuffled } from './shuffled.ts';

/** How the dense reference is trained; rates are shares in 0…1. */
export interface FitOptions {
  readonly epochs: number;
  readonly batchSize: number;
  /** Adam's step at the start; it falls to zero along half a cosine. */
  readonly learningRate: number;
  /** The share of a layer's inputs that is dropped at each step, by the name of the layer. */
  readonly dropout: Readonly<Record<string, number>>;
  /** What an average over steps keeps of itself at each; the averaged weights are the result. */
  readonly averaging: number;
  readonly seed: number;
  onEpoch?(epoch: number, loss: number): void;
}

/** Trains `model` on `digits` in place: cross-entropy, Adam, dropout, averaged weights. The same seed gives the same weights. */
export async function fit(model: tf.LayersModel, digits: Digits, options: FitOptions): Promise<void> {
  const { epochs, batchSize, learningRate, dropout, averaging, seed, onEpoch } = options;
  const optimizer = tf.train.adam(learningRate);
  const averages = model.getWeights().map((weight) => tf.variable(weight, false));
  const stepsPerEpoch = Math.floor(digits.count / batchSize);
  const steps = epochs * stepsPerEpoch;
  const images = new Float32Array(batchSize * pixels);
  const labels = new Int32Array(batchSize);

  let step = 0;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const order = shuffled(digits.count, seed + epoch);
    let total = 0;
    for (let start = 0; start + batchSize <= digits.count; start += batchSize, step++) {
      order.subarray(start, start + batchSize).forEach((digit, row) => {
        images.set(digits.images.subarray(digit * pixels, (digit + 1) * pixels), row * pixels);
        labels[row] = digits.labels[digit]!;
      });
      Object.assign(optimizer, { learningRate: (learningRate * (1 + Math.cos((Math.PI * step) / steps))) / 2 });
      total += tf.tidy(() => {
        const x = imagesFor(model, images);
        const y = tf.oneHot(tf.tensor1d(labels, 'int32'), 10);
        const loss = optimizer.minimize(() => {
          const probabilities = model.layers.reduce<tf.Tensor>((input, layer, index) => {
            const rate = dropout[layer.name] ?? 0;
            const kept =
              rate > 0
                ? tf.dropout(input, rate, undefined, (seed * steps + step) * model.layers.length + index)
                : input;
            const output = layer.apply(kept);
            if (!(output instanceof tf.Tensor)) throw new Error(`mnist: layer ${layer.name} must have one output`);
            return output;
          }, x);
          return tf.metrics.categoricalCrossentropy(y, probabilities).mean().asScalar();
        }, true);
        // A young average follows more closely, or it would remember the random start.
        const kept = Math.min(averaging, (1 + step) / (10 + step));
        model.getWeights().forEach((weight, i) => {
          averages[i]!.assign(averages[i]!.mul(kept).add(weight.mul(1 - kept)));
        });
        return loss?.dataSync()[0] ?? Number.NaN;
      });
    }
    onEpoch?.(epoch, total / stepsPerEpoch);
    await tf.nextFrame();
  }
  model.setWeights(averages);
  tf.dispose(averages);
  optimizer.dispose();
}
