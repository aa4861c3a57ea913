import * as tf from '@tensorflow/tfjs';

/** What a layer with one output makes of its input or inputs. */
export function apply(layer: tf.layers.Layer, x: tf.SymbolicTensor | tf.SymbolicTensor[]): tf.SymbolicTensor {
  const y = layer.apply(x);
  if (y instanceof tf.SymbolicTensor) return y;
  throw new TypeError(`students: ${layer.name} must have one output`);
}
