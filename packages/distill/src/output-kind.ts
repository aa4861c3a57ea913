import * as tf from '@tensorflow/tfjs';
import { softLoss } from './soft-loss.ts';

/** What an output means: one class of several; labels each of which is there or not; or values, as of a regression. */
export type OutputKind = 'classes' | 'labels' | 'values';

/** What is done with outputs of a kind: z of a student, v of its teacher, both logits or else values, and y, the truth. */
export interface OutputRules {
  /** How far a student is from its teacher. */
  soft(z: tf.Tensor, v: tf.Tensor, temperature: number): tf.Scalar;
  /** How far a student is from the truth. */
  hard(z: tf.Tensor, y: tf.Tensor): tf.Scalar;
  /** What is decided, and what would be right, as integers. Of values nothing is decided. */
  readonly decisions?: {
    of(z: tf.Tensor): tf.Tensor;
    right(y: tf.Tensor, classes: number): tf.Tensor;
  };
}

/** The cross entropy along the last axis, the mean over all rows. */
const crossEntropy = (z: tf.Tensor, y: tf.Tensor): tf.Scalar =>
  tf.neg(tf.mean(tf.sum(tf.mul(y, tf.logSoftmax(z)), -1))).asScalar();

const squaredError = (z: tf.Tensor, y: tf.Tensor): tf.Scalar => tf.mean(tf.squaredDifference(z, y)).asScalar();

/** A yes and a no, of which the softmax is the sigmoid: [..., n] becomes [..., n, 2]. */
const asClasses = (z: tf.Tensor): tf.Tensor => tf.stack([z, tf.zerosLike(z)], -1);

/** Numbers of classes, where y has those, or else one number for each class. */
const classNumbers = (y: tf.Tensor, classes: number): tf.Tensor =>
  (y.shape.at(-1) === classes ? tf.argMax(y, -1) : tf.squeeze(y, [-1])).toInt();

/** How outputs of each kind are learnt and judged. */
export const RULES: Readonly<Record<OutputKind, OutputRules>> = {
  classes: {
    soft: softLoss,
    hard(z, y) {
      const classes = z.shape.at(-1)!;
      return crossEntropy(z, y.shape.at(-1) === classes ? y : tf.oneHot(classNumbers(y, classes), classes));
    },
    decisions: { of: (z) => tf.argMax(z, -1).toInt(), right: classNumbers },
  },
  labels: {
    soft: (z, v, temperature) => softLoss(asClasses(z), asClasses(v), temperature),
    hard: (z, y) => crossEntropy(asClasses(z), tf.stack([y, tf.sub(1, y)], -1)),
    decisions: { of: (z) => tf.greater(z, 0).toInt(), right: (y) => tf.greater(y, 0.5).toInt() },
  },
  values: { soft: squaredError, hard: squaredError },
};
