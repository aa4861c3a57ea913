import * as tf from '@tensorflow/tfjs';
import { type Digits, imagesFor } from '@tensorpress/example-mnist';

/**
 * The errors of a network on digits when the logits of some classes are moved by a number, for each of several numbers.
 * Its answers are probabilities, whose logarithms are the logits but for a number that is the same for all classes.
 */
export function errorsMoved(
  net: tf.LayersModel,
  { images, labels }: Digits,
  classes: readonly number[],
  biases: readonly number[],
): number[] {
  return tf.tidy(() => {
    const answers = net.predict(imagesFor(net, images), { batchSize: 1000 });
    if (!(answers instanceof tf.Tensor)) throw new Error('bench: the network must have one output');
    const logits = tf.log(tf.clipByValue(answers, 1e-37, 1));
    const chosen = tf.tensor1d(Array.from({ length: 10 }, (_, i) => Number(classes.includes(i))));
    return biases.map((bias) =>
      tf.tidy(() => {
        const guesses = tf.argMax(tf.add(logits, tf.mul(chosen, bias)), 1).dataSync();
        return labels.reduce((wrong, label, i) => wrong + Number(label !== guesses[i]), 0) / labels.length;
      }),
    );
  });
}
