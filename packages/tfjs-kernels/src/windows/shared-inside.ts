import type { Tensor } from '@tensorflow/tfjs';
import type { TensorFlow } from '../tensorflow.ts';
import type { Axes, Axis } from './axes-of.ts';
import { tapsInside } from './over-taps.ts';

/**
 * What the stock gradients of average pooling have to be given for `dy` [batch, …, channels]: they share it among all taps of a window,
 * while the mean is that of the taps inside.
 */
export function sharedInside(tf: TensorFlow, dy: Tensor, axes: Axes): Tensor {
  return axes.slice(3 - (dy.rank - 2)).reduce<Tensor>((shares, axis, i) => {
    const factors = factorsOf(axis);
    if (factors.every((factor) => factor === 1)) return shares;
    const shape = dy.shape.map((_, at) => (at === i + 1 ? axis.places : 1));
    return tf.mul(shares, tf.tensor(factors, shape, 'float32'));
  }, dy);
}

/** By place: how many taps there are for each that is inside, 0 where none is. */
const factorsOf = (axis: Axis): number[] =>
  Array.from({ length: axis.places }, (_, place) => {
    const [first, end] = tapsInside(axis, place);
    return end > first ? axis.taps / (end - first) : 0;
  });
