import type * as tf from '@tensorflow/tfjs';
import { fresh } from './given.ts';

export const model: tf.LayersModel = fresh;
model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
