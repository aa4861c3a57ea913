import type { Tensor } from '@tensorflow/tfjs';
import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';
import type { TensorFlow } from '../tensorflow.ts';

/**
 * The gradient of `tf.cumprod`, right for zeros too: the product of what comes before an entry, times the sum over the places
 * from it on of dy times the product of what lies between.
 */
export const cumprod: OpGradient = gradientOf('Cumprod', { inputsToSave: ['x'] }, (tf, dy, [x], attrs) => ({
  x() {
    const axis = (Number(attrs.axis) + x!.rank) % x!.rank;
    const [order, back] = [toLast(axis, x!.rank), fromLast(axis, x!.rank)];
    const rows = (y: Tensor): Tensor => {
      const last = tf.transpose(y, order).reshape([-1, x!.shape[axis]!]);
      return attrs.reverse ? tf.reverse(last, 1) : last;
    };
    const factors = rows(x!.cast('float32'));
    const rest = shifted(tf, factors, 1, 1);
    const following = attrs.exclusive ? shifted(tf, rows(dy), 1, 0) : rows(dy);
    const sums = suffixSums(tf, following, rest);
    const dx = tf.mul(tf.cumprod(factors, 1, true), sums);
    return tf.transpose((attrs.reverse ? tf.reverse(dx, 1) : dx).reshape(order.map((i) => x!.shape[i]!)), back);
  },
}));

/** With s[i] = y[i] + a[i]·s[i + 1] the sums s, all at once in steps that reach twice as far each time. */
function suffixSums(tf: TensorFlow, y: Tensor, a: Tensor): Tensor {
  let [sums, factors] = [y, a];
  for (let reach = 1; reach < y.shape[1]!; reach *= 2) {
    sums = tf.add(sums, tf.mul(factors, shifted(tf, sums, reach, 0)));
    factors = tf.mul(factors, shifted(tf, factors, reach, 0));
  }
  return sums;
}

/** Rows without their first entries, filled up behind. */
function shifted(tf: TensorFlow, x: Tensor, by: number, filler: number): Tensor {
  const rest = tf.slice(x, [0, by], [-1, x.shape[1]! - by]);
  return tf.pad(
    rest,
    [
      [0, 0],
      [0, by],
    ],
    filler,
  );
}

const toLast = (axis: number, rank: number): number[] => [...Array(rank).keys()].filter((i) => i !== axis).concat(axis);
const fromLast = (axis: number, rank: number): number[] => {
  const order = toLast(axis, rank);
  return order.map((_, i) => order.indexOf(i));
};
