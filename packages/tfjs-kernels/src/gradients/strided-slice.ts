import type { Tensor } from '@tensorflow/tfjs';
import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';
import { numbersOf } from '../heap/attributes.ts';
import type { TensorFlow } from '../tensorflow.ts';

/** The gradient of `tf.stridedSlice`: dy where the slice came from, zeros between and around. */
export const stridedSlice: OpGradient = gradientOf('StridedSlice', { inputsToSave: ['x'] }, (tf, dy, [x], attrs) => ({
  x() {
    const [begin, end, strides] = [attrs.begin, attrs.end, attrs.strides].map((list) => numbersOf(list) ?? []);
    const { beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask } = attrs;
    const masks = [beginMask, endMask, ellipsisMask, newAxisMask, shrinkAxisMask].map(Number) as Masks;
    const info = tf.slice_util.sliceInfo(x!.shape, begin!, end!, strides!, ...masks);
    const counts = info.strides.map((stride, axis) =>
      Math.max(0, Math.ceil((info.end[axis]! - info.begin[axis]!) / stride)),
    );
    let dx = dy.reshape(counts);
    for (const [axis, length] of x!.shape.entries()) {
      dx = spread(tf, dx, axis, length, info.begin[axis]!, info.strides[axis]!);
    }
    return dx;
  },
}));

type Masks = [begin: number, end: number, ellipsis: number, newAxis: number, shrinkAxis: number];

/** Gives an axis this length, its entries from `begin` on `stride` apart. */
function spread(tf: TensorFlow, x: Tensor, axis: number, length: number, begin: number, stride: number): Tensor {
  const count = x.shape[axis]!;
  const [before, after] = [x.shape.slice(0, axis), x.shape.slice(axis + 1)];
  if (count === length && stride === 1) return x;
  if (x.size === 0) return tf.zeros([...before, length, ...after]);
  const step = Math.abs(stride);
  const first = stride > 0 ? begin : begin + (count - 1) * stride;
  const width = tf.util.sizeFromShape(after);
  const entries = (stride > 0 ? x : tf.reverse(x, axis)).reshape([-1, count, width]);
  const gaps = tf
    .pad(entries, [
      [0, 0],
      [0, 0],
      [0, (step - 1) * width],
    ])
    .reshape([-1, count * step, width]);
  const kept = tf.slice(gaps, [0, 0, 0], [-1, Math.min(count * step, length - first), -1]);
  const placed = tf.pad(kept, [
    [0, 0],
    [first, length - first - kept.shape[1]!],
    [0, 0],
  ]);
  return placed.reshape([...before, length, ...after]);
}
