import * as tf from '@tensorflow/tfjs';
import { type Compressor, OptionError } from '@tensorpress/core';
import { outlineOf, trainedOutline } from '@tensorpress/tfjs';
import { distillModel } from './distill-model.ts';
import { type DistillOptions, optionSpecs } from './distill-options.ts';

/**
 * Trains the model in the form that it has, or a student in its place, to answer as a teacher answers: the model that the
 * pipeline began with, or any other. `where` restricts it to some leaves.
 *
 * @see Hinton, Vinyals, Dean, "Distilling the knowledge in a neural network", 2015
 */
export const distill: Compressor<DistillOptions> = {
  id: 'distill',
  options: optionSpecs,
  compress: async (model, options, context) => (await distillModel(model, options, context)).model,

  preview(outline, { student }) {
    if (student === undefined) return trainedOutline(outline);
    if (student instanceof tf.LayersModel) return trainedOutline(outlineOf(student));
    const made = student();
    if (!(made instanceof tf.LayersModel)) {
      throw new OptionError('distill: student must be made at once to be foreseen, and is promised');
    }
    try {
      return outlineOf(made);
    } finally {
      made.dispose();
    }
  },
};
