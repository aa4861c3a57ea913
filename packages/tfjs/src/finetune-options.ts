import type * as tf from '@tensorflow/tfjs';
import type { OptionSpecs } from '@tensorpress/core';
import { type TrainingOptions, trainingSpecs } from './training-options.ts';

/** Options of `finetune`. */
export interface FinetuneOptions extends TrainingOptions {
  readonly loss?: tf.ModelCompileArgs['loss'];
  readonly metrics?: NonNullable<tf.ModelCompileArgs['metrics']>;
}

/** What pipelines, the command line and the docs know of the options of `finetune`. */
export const optionSpecs: OptionSpecs<FinetuneOptions> = {
  ...trainingSpecs,
  loss: {
    type: 'data',
    about: 'What to make small, as model.compile takes it; what suits the activations of the outputs if left out.',
  },
  metrics: { type: 'data', about: 'What to measure on the way, as model.compile takes it.' },
};
