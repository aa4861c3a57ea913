import * as tf from '@tensorflow/tfjs';

/**
 * How far the softened answers of a student are from those of its teacher: T² · Σ p·log(p / q), the mean over all rows, where
 * p = softmax(v/T) and q = softmax(z/T) along the last axis. It differs from the cross entropy by what does not depend on the
 * student, the entropy of p, so that it is 0 for equal answers and has the same gradient, T·(q − p) for each row.
 *
 * @param student The logits z [..., classes].
 * @param teacher The logits v, of the same shape; they get no gradient.
 * @see Hinton, Vinyals, Dean, "Distilling the knowledge in a neural network", 2015, section 2
 */
export const softLoss = (student: tf.Tensor, teacher: tf.Tensor, temperature: number): tf.Scalar =>
  tf.tidy(() => {
    const logP = tf.logSoftmax(tf.div(teacher, temperature));
    const logQ = tf.logSoftmax(tf.div(student, temperature));
    const divergence = tf.sum(tf.mul(tf.exp(logP), tf.sub(logP, logQ)), -1);
    return tf.mul(tf.mean(divergence), temperature ** 2).asScalar();
  });
