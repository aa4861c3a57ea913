import * as tf from '@tensorflow/tfjs';
import { OptionError, sizeOf } from '@tensorpress/core';
import type { AnswerStore } from './answer-store.ts';
import { digest } from './digest.ts';

/** Numbers of a digest. */
const MARK = 8;

/**
 * Answers of a teacher, which are asked for once and then remembered. What is remembered begins with the digests of the teacher and of
 * the inputs; the logits of each output follow.
 * @param shapes Of one row of each output.
 * @param teacher Who is asked where nothing is remembered; if there is none, everything must be.
 * @throws OptionError if something else is remembered.
 */
export function remembered(
  store: AnswerStore,
  shapes: readonly (readonly number[])[],
  teacher?: { ask(xs: tf.Tensor[]): tf.Tensor[]; readonly digest: Float32Array<ArrayBuffer> },
): (xs: tf.Tensor[], key: string) => Promise<tf.Tensor[]> {
  return async (xs, key) => {
    const rows = xs[0]!.shape[0]!;
    const sizes = shapes.map((shape) => rows * sizeOf(shape));
    const inputs = await digestOf(xs);
    const known = await store.get(key);
    if (!known) {
      if (!teacher) throw new OptionError(`distill: teacher must have answered before, and there is no ${key}`);
      const answers = teacher.ask(xs);
      try {
        const values = await Promise.all(answers.map((answer) => answer.data()));
        await store.set(key, joined([teacher.digest, inputs, ...values]));
        return answers;
      } catch (cause) {
        tf.dispose(answers);
        throw cause;
      }
    }
    const demand = (holds: boolean, rule: string) => {
      if (!holds) throw new OptionError(`distill: ${rule} (${key})`);
    };
    const same = (mark: Float32Array, at: number) => mark.every((value, i) => value === known[at + i]);
    demand(!teacher || same(teacher.digest, 0), 'cache must hold answers of this teacher, not of another');
    demand(same(inputs, MARK), 'cache must hold answers to this data in this order, not to other data');
    demand(
      known.length === 2 * MARK + sizes.reduce((sum, size) => sum + size, 0),
      'cache must hold as many answers as the student gives, not more or fewer',
    );
    let at = 2 * MARK;
    return shapes.map((shape, i) => {
      at += sizes[i]!;
      return tf.tensor(known.slice(at - sizes[i]!, at), [rows, ...shape], 'float32');
    });
  };
}

/** Of shapes and values. */
async function digestOf(xs: readonly tf.Tensor[]): Promise<Float32Array<ArrayBuffer>> {
  const shapes = new TextEncoder().encode(JSON.stringify(xs.map(({ shape }) => shape)));
  const values = await Promise.all(xs.map((x) => x.data()));
  return digest([shapes, ...values.map((value) => Float32Array.from(value))]);
}

function joined(arrays: readonly ArrayLike<number>[]): Float32Array {
  const whole = new Float32Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const array of arrays) {
    whole.set(array, at);
    at += array.length;
  }
  return whole;
}
