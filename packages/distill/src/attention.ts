import * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';
import type { LayerPair } from './hint.ts';
import type { LossTerm } from './loss-term.ts';

/**
 * A loss that leads the student to look where the teacher looks: the squared distance of two maps of attention, each the sum of the
 * squares of all channels at a position, divided by its norm; the mean over all examples. Numbers of channels may differ.
 * @throws OptionError when training begins, if layers have no positions or not equally many.
 * @see Zagoruyko, Komodakis, "Paying more attention to attention", ICLR 2017, equation 2 with p = 2
 */
export const attention = ({ student, teacher, weight = 1 }: LayerPair): LossTerm => ({
  student: [student],
  teacher: [teacher],
  weight,
  loss({ studentLayers: [given], teacherLayers: [wanted] }) {
    const sizes = [given!, wanted!].map(({ shape }) => shape.slice(1, -1));
    if (sizes[0]!.length > 0 && `${sizes[0]}` === `${sizes[1]}`) {
      return tf.mean(tf.sum(tf.squaredDifference(mapOf(given!), mapOf(wanted!)), -1)).asScalar();
    }
    throw new OptionError(
      `distill: attention must be of layers with equally many positions, not ${student} [${given!.shape.slice(1)}] and ${teacher} [${wanted!.shape.slice(1)}]`,
    );
  },
});

/** The map of attention of each example, as a row of norm 1. */
function mapOf(x: tf.Tensor): tf.Tensor {
  const energy = tf.reshape(tf.sum(tf.square(x), -1), [x.shape[0]!, -1]);
  const norm = tf.sqrt(tf.add(tf.sum(tf.square(energy), -1, true), 1e-12));
  return tf.div(energy, norm);
}
