import * as tf from '@tensorflow/tfjs';
import { run } from '@tensorpress/cli';
import { type Model, write } from '@tensorpress/core';
import { fromLayersModel, saveModel } from '@tensorpress/tfjs';

/** A network that sees 12 × 12 pixels in some ten classes. */
export const fresh: tf.LayersModel = tf.sequential({
  layers: [
    tf.layers.conv2d({ inputShape: [12, 12, 1], filters: 8, kernelSize: 3, activation: 'relu', name: 'conv1' }),
    tf.layers.conv2d({ filters: 16, kernelSize: 3, activation: 'relu', name: 'conv2' }),
    tf.layers.maxPooling2d({ poolSize: 2 }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 48, activation: 'relu', name: 'hidden' }),
    tf.layers.dense({ units: 10, activation: 'softmax', name: 'dense' }),
  ],
});

export const model: Model = await fromLayersModel(fresh);
export const bytes: Uint8Array = await write(model);

export const xs: tf.Tensor = tf.randomUniform([16, 12, 12, 1], 0, 1, 'float32', 1);
export const ys: tf.Tensor = tf.oneHot(tf.range(0, 16, 1, 'int32').mod(tf.scalar(10, 'int32')), 10);
export const x: tf.Tensor = xs.clone();
export const y: tf.Tensor = ys.clone();
export const data: { readonly xs: tf.Tensor; readonly ys: tf.Tensor } = { xs, ys };

// What pages read from files is the same network.
const none = { get: (id: string) => Promise.reject(new Error(id)) };
await saveModel(model, none, '.');

/** Runs the command line. */
export async function tensorpress(words: readonly string[]): Promise<void> {
  const code = await run(words);
  if (code !== 0) throw new Error(`tensorpress ${words.join(' ')} ends with ${code}`);
}
