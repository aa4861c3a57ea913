import * as tf from '@tensorflow/tfjs';
import type { Seen } from '@tensorpress/tfjs';
import { type OutputKind, RULES } from './output-kind.ts';

/** What validation data say of a network, the mean over all that its outputs say. */
export interface Figures {
  /** Of classes and labels: the share that is right, where the data are labelled. */
  readonly accuracy?: number;
  /** The share that is what the teacher says. */
  readonly agreement?: number;
  /** Of values: the mean squared error, where the data are labelled. */
  readonly error?: number;
  /** The mean squared distance from the teacher. */
  readonly distance?: number;
}

type Name = keyof Figures;

/** Figures of student and teacher on validation data. */
export async function figuresOf(
  validation: AsyncIterable<Pick<Seen, 'ys' | 'answers' | 'outputs'>>,
  kinds: readonly OutputKind[],
): Promise<{ readonly student: Figures; readonly teacher: Figures }> {
  const sums = { student: new Map<Name, Mean>(), teacher: new Map<Name, Mean>() };
  for await (const { ys, answers, outputs } of validation) {
    for (const [i, kind] of kinds.entries()) {
      const [y, v, z] = [ys[i], answers[i]!, outputs[i]!];
      await add(sums.student, likenesses(kind, z, y, v));
      await add(sums.teacher, likenesses(kind, v, y));
    }
  }
  return { student: figuresIn(sums.student), teacher: figuresIn(sums.teacher) };
}

interface Mean {
  readonly sum: number;
  readonly count: number;
}

async function add(sums: Map<Name, Mean>, found: readonly [Name, tf.Tensor][]): Promise<void> {
  for (const [name, likeness] of found) {
    const data = await likeness.data();
    likeness.dispose();
    let { sum, count } = sums.get(name) ?? { sum: 0, count: 0 };
    for (const value of data) sum += value;
    count += data.length;
    sums.set(name, { sum, count });
  }
}

const figuresIn = (sums: ReadonlyMap<Name, Mean>): Figures =>
  Object.fromEntries([...sums].map(([name, { sum, count }]) => [name, sum / count]));

/** How like the truth, and how like its teacher, each output is. */
function likenesses(kind: OutputKind, z: tf.Tensor, y?: tf.Tensor, v?: tf.Tensor): [Name, tf.Tensor][] {
  const { decisions } = RULES[kind];
  const pairs: [Name, () => tf.Tensor][] = [];
  if (decisions) {
    const { of, right } = decisions;
    if (y) pairs.push(['accuracy', () => tf.equal(of(z), right(y, z.shape.at(-1)!)).toFloat()]);
    if (v) pairs.push(['agreement', () => tf.equal(of(z), of(v)).toFloat()]);
  } else {
    if (y) pairs.push(['error', () => tf.squaredDifference(z, y)]);
    if (v) pairs.push(['distance', () => tf.squaredDifference(z, v)]);
  }
  return pairs.map(([name, likeness]) => [name, tf.tidy(likeness)]);
}
