import type { Tensor } from '@tensorflow/tfjs';
import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';
import { numbersOf } from '../heap/attributes.ts';
import type { TensorFlow } from '../tensorflow.ts';

/** The gradient of `tf.mirrorPad`: dy, and on top of it what went to the mirror images. The stock gradient leaves these out. */
export const mirrorPad: OpGradient = gradientOf('MirrorPad', { inputsToSave: ['x'] }, (tf, dy, [x], attrs) => ({
  x() {
    const paddings = Array.isArray(attrs.paddings) ? attrs.paddings.map((sides) => numbersOf(sides) ?? []) : [];
    // In a reflection the entry at the edge has no image.
    const edge = attrs.mode === 'reflect' ? 1 : 0;
    return paddings.reduce<Tensor>(
      (dx, [before = 0, after = 0], axis) => folded(tf, dx, axis, x!.shape[axis]!, before, after, edge),
      dy,
    );
  },
}));

/** Adds the margins of an axis to the `length` entries between them, which they mirror. */
function folded(
  tf: TensorFlow,
  dy: Tensor,
  axis: number,
  length: number,
  before: number,
  after: number,
  edge: number,
): Tensor {
  const part = (from: number, count: number): Tensor => {
    const begin = dy.shape.map((_, i) => (i === axis ? from : 0));
    return tf.slice(
      dy,
      begin,
      dy.shape.map((all, i) => (i === axis ? count : all)),
    );
  };
  const mirrored = (from: number, count: number, to: number): Tensor => {
    const around = dy.shape.map((_, i): [number, number] => (i === axis ? [to, length - count - to] : [0, 0]));
    return tf.pad(tf.reverse(part(from, count), axis), around);
  };
  let dx = part(before, length);
  if (before > 0) dx = tf.add(dx, mirrored(0, before, edge));
  if (after > 0) dx = tf.add(dx, mirrored(before + length, after, length - after - edge));
  return dx;
}
