import * as tf from '@tensorflow/tfjs';
import { pixels } from './data.ts';

/** Rows of pixels as the tensor that `model` takes. */
export function imagesFor(model: tf.LayersModel, rows: Float32Array): tf.Tensor {
  return tf.tensor(rows, [rows.length / pixels, ...model.inputs[0]!.shape.slice(1).map(Number)]);
}
