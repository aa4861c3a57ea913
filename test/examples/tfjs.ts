import * as tf from '@tensorflow/tfjs';
import { fromLayersModel, saveModel } from '@tensorpress/tfjs';
import { ys as labels } from './given.ts';

export const dense: tf.LayersModel = tf.sequential({
  layers: [
    tf.layers.dense({ units: 32, inputShape: [784], activation: 'relu' }),
    tf.layers.dense({ units: 10, activation: 'softmax' }),
  ],
});
dense.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
export const xs: tf.Tensor = tf.randomUniform([16, 784], 0, 1, 'float32', 1);
export const ys: tf.Tensor = labels;

const none = { get: (id: string) => Promise.reject(new Error(id)) };
await saveModel(await fromLayersModel(dense), none, 'mobilenet');
