import * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';
import type { LossTerm } from './loss-term.ts';

/** Two layers to be made alike. */
export interface LayerPair {
  readonly student: string;
  readonly teacher: string;
  /** What the loss is multiplied by, 1 by default. */
  readonly weight?: number;
}

/**
 * A loss that leads a layer of the student to what one of the teacher gives: the mean squared error. Where that has more or fewer
 * channels, a regressor is learnt between the two: a matrix and a bias for the last axis, which is a convolution of 1 × 1 for images.
 * @throws OptionError when training begins, if other axes differ.
 * @see Romero, Ballas, Kahou, Chassang, Gatta, Bengio, "FitNets: hints for thin deep nets", ICLR 2015
 */
export const hint = ({ student, teacher, weight = 1 }: LayerPair): LossTerm => ({
  student: [student],
  teacher: [teacher],
  weight,
  adapt([layer], [shape = []], name, seed) {
    const units = shape.at(-1)!;
    if (layer!.shape.at(-1) === units) return [layer!];
    const kernelInitializer = tf.initializers.glorotUniform({ seed });
    const adapted = tf.layers.dense({ units, name, kernelInitializer }).apply(layer!);
    return [adapted].flat() as tf.SymbolicTensor[];
  },
  loss({ studentLayers: [given], teacherLayers: [wanted] }) {
    if (`${given!.shape}` === `${wanted!.shape}`) return tf.mean(tf.squaredDifference(given!, wanted!)).asScalar();
    throw new OptionError(
      `distill: a hint must lead to a layer that differs in channels alone, not from ${student} [${given!.shape.slice(1)}] to ${teacher} [${wanted!.shape.slice(1)}]`,
    );
  },
});
