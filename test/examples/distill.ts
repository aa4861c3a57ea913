import * as tf from '@tensorflow/tfjs';
import type { Model } from '@tensorpress/core';
import { fromLayersModel } from '@tensorpress/tfjs';
import { xs, ys } from './given.ts';

const network = (name: string, filters: number) =>
  tf.sequential({
    layers: [
      tf.layers.conv2d({ inputShape: [12, 12, 1], filters, kernelSize: 3, activation: 'relu', name }),
      tf.layers.globalAveragePooling2d({}),
      tf.layers.dense({ units: 10, activation: 'softmax' }),
    ],
  });

export const large: Model = await fromLayersModel(network('conv5', 12));
export const smallNetwork = (): tf.LayersModel => network('conv2', 4);
export const student: tf.LayersModel = smallNetwork();
export const heldOut: tf.Tensor = xs;
export const heldOutLabels: tf.Tensor = ys;
