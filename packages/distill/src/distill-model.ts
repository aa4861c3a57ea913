import * as tf from '@tensorflow/tfjs';
import { type Codecs, type Context, completeOptions, type Model, OptionError } from '@tensorpress/core';
import { fromLayersModel, trainLeaves } from '@tensorpress/tfjs';
import { isAnswerStore } from './answer-store.ts';
import { checkOptions, type DistillOptions, optionSpecs, type StudentOption } from './distill-options.ts';
import { type Figures, figuresOf } from './figures.ts';
import { inBatches } from './in-batches.ts';
import { type Ask, lessonOf } from './lesson-of.ts';
import { openTeacher } from './open-teacher.ts';
import { remembered } from './remembered.ts';

/** A model that was taught, and what validation data say, if there are any. */
export interface Distilled {
  readonly model: Model;
  readonly teacher: Figures;
  /** The student, before and after. */
  readonly before: Figures;
  readonly after: Figures;
}

/**
 * What `distill` does, with what it measured.
 * @throws OptionError if an option is wrong, or if model, teacher, student and data do not go together; the reason of the signal.
 */
export async function distillModel(
  model: Model,
  given: Partial<DistillOptions>,
  context: Context = {},
): Promise<Distilled> {
  const id = 'distill';
  const options = completeOptions({ id, options: optionSpecs }, given);
  const terms = checkOptions(options);
  const { teacher: option = context.original ?? model, student, cache, codecs = NONE } = options;
  const { signal, seed = 0 } = context;
  signal?.throwIfAborted();

  const start = student === undefined ? model : await modelOf(student);
  const layers = terms.flatMap((term) => [...(term.teacher ?? [])]);
  const teacher = isAnswerStore(option) ? undefined : await openTeacher([option].flat(), layers, codecs);
  const asking = async (shapes: readonly (readonly number[])[]): Promise<Ask> => {
    if (isAnswerStore(option)) return remembered(option, shapes);
    const ask = inBatches(teacher!.ask, options.batchSize);
    return cache ? remembered(cache, shapes, { ask, digest: await teacher!.digest() }) : async (xs) => ask(xs);
  };
  const figures: Record<'teacher' | 'before' | 'after', Figures> = { teacher: {}, before: {}, after: {} };
  try {
    const trained = await trainLeaves(id, start, options, context, async (net, sample) => {
      const examples = await sample();
      try {
        const lesson = await lessonOf(net, examples, { options, terms, seed, teacher, asking });
        return {
          ...lesson,
          async measure(validation, when) {
            const found = await figuresOf(validation, lesson.kinds);
            figures.teacher = found.teacher;
            figures[when] = found.student;
            return { ...named('teacher', found.teacher), ...named(when, found.student) };
          },
        };
      } finally {
        tf.dispose([examples.xs, examples.ys]);
      }
    });
    return { model: trained, ...figures };
  } finally {
    teacher?.dispose();
  }
}

const named = (whose: string, figures: Figures): Record<string, number> =>
  Object.fromEntries(Object.entries(figures).map(([name, value]) => [`${whose}_${name}`, value]));

const NONE: Codecs = {
  get: (id) => Promise.reject(new OptionError(`distill: codecs must be a registry that has ${id}, and is missing`)),
};

/** A copy of a student, which itself stays as it is; what was made for this goes. */
async function modelOf(student: StudentOption): Promise<Model> {
  if (student instanceof tf.LayersModel) return fromLayersModel(student);
  const made: unknown = await student();
  if (!(made instanceof tf.LayersModel)) {
    throw new OptionError(`distill: student must be a function that makes a LayersModel, not ${typeof made}`);
  }
  try {
    return await fromLayersModel(made);
  } finally {
    made.dispose();
  }
}
