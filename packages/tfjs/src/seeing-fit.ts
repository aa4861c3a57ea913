import * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';
import type { Fit, FitData, Rows } from './fit.ts';
import type { SeeingLesson, Seen } from './lesson.ts';
import { lossModel } from './loss-model.ts';
import { type Batches, batchesOf, type Columns, isBatches } from './training-data.ts';

/** Examples in memory that are asked about at once. */
const CHUNK = 1000;

/**
 * What there is to do for a loss that sees everything: what is fitted takes targets and answers as further inputs, and gives the
 * loss.
 * @throws OptionError if there are no examples.
 */
export async function seeingFit(
  id: string,
  net: tf.LayersModel,
  lesson: SeeingLesson,
  { data, validation, batchSize, next, signal, keep }: FitData,
): Promise<Fit> {
  const { outputs, afresh = false, measure } = lesson;
  const answers = async (rows: Columns, key: string) => (await lesson.answers?.(rows, key)) ?? [];

  const answersToAll = async (rows: Columns, key: string): Promise<tf.Tensor[]> => {
    const total = rows.xs[0]!.shape[0]!;
    const chunks: tf.Tensor[][] = [];
    try {
      for (let at = 0; at < total; at += CHUNK) {
        // Whoever is to cancel this must be given a chance to.
        await tf.nextFrame();
        signal?.throwIfAborted();
        const part = (whole: tf.Tensor) => tf.slice(whole, at, Math.min(CHUNK, total - at));
        const chunk = { xs: rows.xs.map(part), ys: rows.ys.map(part), answers: [] };
        try {
          chunks.push(await answers(chunk, `${key}-${chunks.length}`));
        } finally {
          tf.dispose(chunk);
        }
      }
      return (chunks[0] ?? []).map((_, i) => tf.concat(chunks.map((chunk) => chunk[i]!)));
    } finally {
      tf.dispose(chunks);
    }
  };

  /** Batches with answers, in an order of their own if there is a source of random numbers. */
  const answered = async (rows: Rows, key: string): Promise<(order?: () => number) => Batches<Columns>> => {
    if (!isBatches(rows) && !afresh) {
      const all = { ...rows, answers: keep(await answersToAll(rows, key)) };
      return (order) => batchesOf(all, batchSize, order);
    }
    return (order) =>
      mapped(isBatches(rows) ? rows : batchesOf(rows, batchSize, order), async (batch, index) => ({
        ...batch,
        answers: await answers(batch, `${key}-${index}`),
      }));
  };

  const training = await answered(data, 'data');
  const { value: example } = await (await training().iterator()).next();
  if (!example) throw new OptionError(`${id}: data must hold examples, and holds none`);
  tf.dispose(example);
  const targets = example.ys.length;
  const validating =
    validation &&
    mapped((await answered(validation, 'validation'))(), (batch) => {
      if (batch.ys.length >= targets) return batch;
      throw new OptionError(`${id}: validationData must have ys, as data has`);
    });

  const given = (batches: Batches<Columns>) =>
    mapped(batches, ({ xs, ys, answers }) => {
      // What is measured may be labelled where what is learnt from is not.
      tf.dispose(ys.slice(targets));
      // The loss is an output, of which nobody asks what it should be.
      const ignored = tf.zeros([xs[0]!.shape[0]!]);
      return { xs: [...xs, ...ys.slice(0, targets), ...answers], ys: [ignored], answers: [] };
    });
  const watched = tf.model({ inputs: net.inputs, outputs: [...outputs] });
  return {
    net: lossModel(net, lesson, example),
    compile: { loss: (_: tf.Tensor, loss: tf.Tensor) => loss },
    batches: given(training(next)),
    validation: validating && given(validating),
    ...(measure && validating && { measure: (when) => measure(seenIn(validating, watched, signal), when) }),
  };
}

/** Batches made of others; what they were made of is disposed of if that fails. */
const mapped = (
  batches: Batches<Columns>,
  f: (batch: Columns, index: number) => Columns | Promise<Columns>,
): Batches<Columns> => ({
  size: batches.size,
  iterator: async () => {
    const iterator = await batches.iterator();
    let index = 0;
    return {
      next: async () => {
        const result = await iterator.next();
        if (result.done) return result;
        try {
          return { done: false, value: await f(result.value, index++) };
        } catch (reason) {
          tf.dispose(result.value);
          throw reason;
        }
      },
    };
  },
});

/** What a model makes of batches; each is disposed of before the next. */
async function* seenIn(
  batches: Batches<Columns>,
  watched: tf.LayersModel,
  signal: AbortSignal | undefined,
): AsyncGenerator<Seen> {
  const iterator = await batches.iterator();
  for (;;) {
    await tf.nextFrame();
    signal?.throwIfAborted();
    const { done, value } = await iterator.next();
    if (done) return;
    const seen: Seen = { ...value, outputs: [watched.predictOnBatch(value.xs)].flat() };
    try {
      yield seen;
    } finally {
      tf.dispose([seen.xs, seen.ys, seen.answers, seen.outputs]);
    }
  }
}
