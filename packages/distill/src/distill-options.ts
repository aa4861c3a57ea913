import * as tf from '@tensorflow/tfjs';
import { type MaybePromise, OptionError, type OptionSpecs } from '@tensorpress/core';
import { type TrainingOptions, trainingSpecs, type UnlabelledData } from '@tensorpress/tfjs';
import { type AnswerStore, isAnswerStore } from './answer-store.ts';
import type { LossOption, LossTerm } from './loss-term.ts';
import type { TeacherSource } from './open-teacher.ts';
import type { OutputKind } from './output-kind.ts';

/** Who teaches: a network, several that answer together, or what one has answered before. */
export type TeacherOption = TeacherSource | readonly TeacherSource[] | AnswerStore;

/** Who learns: a network, or what makes one. */
export type StudentOption = tf.LayersModel | (() => MaybePromise<tf.LayersModel>);

/** Options of `distill`. */
export interface DistillOptions extends TrainingOptions<UnlabelledData> {
  readonly teacher?: TeacherOption;
  readonly student?: StudentOption;
  readonly temperature: number;
  readonly alpha?: number;
  readonly outputs?: OutputKind;
  readonly losses?: readonly LossOption[];
  readonly cache?: AnswerStore;
}

/** What pipelines, the command line and the docs know of the options of `distill`. */
export const optionSpecs: OptionSpecs<DistillOptions> = {
  ...trainingSpecs,
  data: {
    type: 'data',
    required: true,
    about: 'Examples { xs, ys } or { xs } as tensors or arrays, or a tf.data.Dataset of batches.',
  },
  teacher: {
    type: 'data',
    about: 'A model, its bytes or address, a list of such, or answers that were remembered; the original if left out.',
  },
  student: { type: 'data', about: 'A LayersModel, or a function that makes one; the model itself if left out.' },
  temperature: { type: 'number', default: 4, about: 'What logits are divided by, to make answers soft; above 0.' },
  alpha: {
    type: 'number',
    min: 0,
    max: 1,
    about: 'The weight of labels beside 1 − alpha of the teacher; 0.1 if left out, 0 where there are none.',
  },
  outputs: {
    type: 'string',
    values: ['classes', 'labels', 'values'],
    about: 'What outputs mean, where no activation of teacher or student tells.',
  },
  losses: { type: 'data', about: 'Further losses: hint, attention, and functions.' },
  validationData: { type: 'data', about: 'Examples or a dataset to measure teacher and student on.' },
  cache: { type: 'data', about: 'A Map, or answerFolder, that remembers what the teacher answers.' },
};

/**
 * The losses that the options ask for, beside that of answers.
 * @throws OptionError if an option is wrong, or if options exclude each other.
 */
export function checkOptions({ teacher, student, temperature, losses = [], cache }: DistillOptions): LossTerm[] {
  const demand = (condition: boolean, rule: string) => {
    if (!condition) throw new OptionError(`distill: ${rule}`);
  };
  demand(temperature > 0 && Number.isFinite(temperature), `temperature must be above 0, not ${temperature}`);
  demand(
    student === undefined || student instanceof tf.LayersModel || typeof student === 'function',
    `student must be a LayersModel or a function that makes one, not ${typeof student}`,
  );
  demand(Array.isArray(losses), `losses must be a list, not ${typeof losses}`);
  const terms = losses.map((loss): LossTerm => (typeof loss === 'function' ? { loss } : loss));
  for (const term of terms) {
    demand(typeof term?.loss === 'function', 'losses must be functions, or objects that have one called loss');
    const { weight = 1 } = term;
    demand(weight >= 0 && Number.isFinite(weight), `the weight of a loss must be 0 or more, not ${weight}`);
  }
  const stored = isAnswerStore(teacher) ? 'teacher' : 'cache';
  demand(cache === undefined || isAnswerStore(cache), 'cache must have get and set, like a Map');
  demand(!cache || stored === 'cache', 'cache must be left out where the teacher is one');
  const isInside = terms.some((term) => (term.teacher ?? []).length > 0);
  demand(
    !isInside || !(cache || stored === 'teacher'),
    `losses on layers of the teacher must ask it, not the ${stored}`,
  );
  return terms;
}
