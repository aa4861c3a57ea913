import * as tf from '@tensorflow/tfjs';
import type { Model } from '@tensorpress/core';
import { smallMobileNet } from '@tensorpress/students';
import { fromLayersModel } from '@tensorpress/tfjs';
import { ys } from './given.ts';

export const net: tf.LayersModel = smallMobileNet({ inputShape: [28, 28, 1], classes: 10 });
export const teacher: Model = await fromLayersModel(net);
export const data: { readonly xs: tf.Tensor; readonly ys: tf.Tensor } = { xs: tf.randomUniform([16, 28, 28, 1]), ys };
export const saved: string = '[]';
