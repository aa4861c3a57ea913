import * as tf from '@tensorflow/tfjs';
import type { Digits } from './data.ts';
import { imagesFor } from './images.ts';

/** How much a student listens to its teacher. */
export interface Teaching {
  /** The temperature that softens the teacher's and the student's answers. */
  readonly temperature: number;
  /** The weight of the teacher's answers, beside which the labels weigh 1 − alpha. */
  readonly alpha: number;
}

/** Digits as tensors that `finetune` takes: `ys` has ten columns of labels and ten of softened answers, both weighted. */
export interface Lessons {
  readonly xs: tf.Tensor;
  readonly ys: tf.Tensor2D;
}

/** What a teacher has to say of each digit, computed once. */
export function lessons(teacher: tf.LayersModel, { count, images, labels }: Digits, teaching: Teaching): Lessons {
  const { temperature, alpha } = teaching;
  const xs = imagesFor(teacher, images);
  const ys = tf.tidy(() => {
    const answers = teacher.predict(xs, { batchSize: 1000 });
    if (!(answers instanceof tf.Tensor)) throw new Error('mnist: the teacher must have one output');
    const truth = tf.oneHot(tf.tensor1d(Int32Array.from(labels), 'int32'), 10).toFloat();
    const softened = tf.softmax(tf.div(logarithm(answers), temperature));
    return tf.concat([tf.mul(truth, 1 - alpha), tf.mul(softened, alpha * temperature ** 2)], 1).as2D(count, 20);
  });
  return { xs, ys };
}

/**
 * The loss of a student that learns from labels and from its teacher's softened answers at once.
 * @see Hinton, Vinyals, Dean, "Distilling the knowledge in a neural network", 2015, section 2
 */
export const softTargets =
  ({ temperature }: Teaching) =>
  (targets: tf.Tensor, answers: tf.Tensor): tf.Scalar => {
    const logits = logarithm(answers);
    const both = tf.concat([logits, tf.logSoftmax(tf.div(logits, temperature))], 1);
    return tf.neg(tf.mean(tf.sum(tf.mul(targets, both), 1))).asScalar();
  };

const logarithm = (probabilities: tf.Tensor): tf.Tensor => tf.log(tf.clipByValue(probabilities, 1e-30, 1));
