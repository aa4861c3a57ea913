import type { Codecs, OptionSpecs } from '@tensorpress/core';
import type { Callbacks } from './callback-list.ts';
import type { OptimizerOption } from './optimizers.ts';
import type { TrainingData } from './training-data.ts';

/** How the learning rate goes from the first step to the last. */
export type Schedule = 'constant' | 'linear' | 'cosine';

/** Options of every stage that trains. */
export interface TrainingOptions<Data = TrainingData> {
  readonly data: Data;
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerOption;
  readonly learningRate: number;
  readonly schedule: Schedule;
  readonly shuffle: boolean;
  readonly validationData?: Data;
  readonly callbacks?: Callbacks;
  readonly codecs?: Codecs;
}

/** What pipelines, the command line and the docs know of the options of every stage that trains. */
export const trainingSpecs: OptionSpecs<TrainingOptions> = {
  data: {
    type: 'data',
    required: true,
    about: 'Examples { xs, ys } as tensors or arrays, or a tf.data.Dataset of batches.',
  },
  epochs: { type: 'integer', default: 1, min: 1, about: 'Times that the data is gone through.' },
  batchSize: { type: 'integer', default: 32, min: 1, about: 'Examples of one step.' },
  optimizer: {
    type: 'data',
    default: 'adam',
    about: 'adam, adamax, rmsprop, adagrad, momentum or sgd; a tf.Optimizer that is new; or a function that makes one.',
  },
  learningRate: { type: 'number', default: 0.0005, min: 0, about: 'Of the first step, for an optimizer by name.' },
  schedule: {
    type: 'string',
    default: 'cosine',
    values: ['constant', 'linear', 'cosine'],
    about: 'How the learning rate falls to zero, for an optimizer by name.',
  },
  shuffle: { type: 'boolean', default: true, about: 'Whether examples come in another order in each epoch.' },
  validationData: { type: 'data', about: 'Examples or a dataset to measure on after each epoch.' },
  callbacks: { type: 'data', about: 'Callbacks as model.fit takes them.' },
  codecs: { type: 'data', about: 'Where the codecs of the model come from; a registry.' },
};
