import * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';
import type { Columns, SeeingLesson, Seen } from '@tensorpress/tfjs';
import { bareOutputs } from './bare-outputs.ts';
import { checkLabels } from './check-labels.ts';
import type { DistillOptions } from './distill-options.ts';
import { layerOutput } from './layer-output.ts';
import type { LossTerm } from './loss-term.ts';
import { type OutputKind, RULES } from './output-kind.ts';
import { settleKinds } from './settle-kinds.ts';
import type { Teacher } from './teacher.ts';

/** Gives answers to inputs, which the same key is for each time. */
export type Ask = (xs: tf.Tensor[], key: string) => Promise<tf.Tensor[]>;

/** What there is to learn, and from whom. */
export interface Curriculum {
  readonly options: Pick<DistillOptions, 'temperature' | 'alpha' | 'outputs'>;
  readonly terms: readonly LossTerm[];
  readonly seed: number;
  /** Who can be asked; nobody, where all there is are answers that were remembered. */
  readonly teacher: Teacher | undefined;
  /** @param shapes Of one row of each output of the student. */
  asking(shapes: readonly (readonly number[])[]): Promise<Ask>;
}

/** What a student learns, and what its outputs are. */
export interface DistillLesson extends Required<Omit<SeeingLesson, 'measure'>> {
  readonly kinds: readonly OutputKind[];
}

/**
 * Makes the lesson for a student, whose outputs give logits from now on.
 * @param sample Some examples.
 * @throws OptionError if data, teacher, student and losses do not go together.
 */
export async function lessonOf(net: tf.LayersModel, sample: Columns, curriculum: Curriculum): Promise<DistillLesson> {
  const { options, terms, seed, teacher, asking } = curriculum;
  const bare = bareOutputs(net);
  for (const { strip } of bare) strip();
  const added: tf.layers.Layer[] = [];
  const dispose = () => {
    for (const layer of added) layer.dispose();
  };
  const kept: tf.Tensor[] = [];
  const keep = (tensors: tf.Tensor[]) => {
    kept.push(...tensors);
    return tensors;
  };
  try {
    // Sizes that the topology leaves open are those of the examples.
    const given = keep([net.predictOnBatch(sample.xs)].flat());
    const shapes = given.map(({ shape }) => shape.slice(1));
    const answers = keep(teacher ? teacher.ask(sample.xs) : given.map((z) => tf.zerosLike(z)));
    const known = teacher?.kinds ?? shapes.map(() => undefined);
    const inList = (each: readonly (readonly number[])[]) => each.map((shape) => `[${shape}]`).join(' and ');
    const taught = inList(answers.slice(0, known.length).map(({ shape }) => shape.slice(1)));
    if (taught !== inList(shapes)) {
      throw new OptionError(`distill: teacher must give what the student gives, ${inList(shapes)}, not ${taught}`);
    }
    const kinds = settleKinds(
      shapes,
      bare.map(({ kind }) => kind),
      known,
      options.outputs,
    );
    const isLabelled = sample.ys.length > 0;
    if (isLabelled) checkLabels(sample.ys, given, kinds);
    const { temperature, alpha = isLabelled ? 0.1 : 0 } = options;
    if (alpha > 0 && !isLabelled) throw new OptionError(`distill: alpha must be 0 without ys, not ${alpha}`);

    // What the teacher's layers say follows its answers, loss by loss.
    let at = shapes.length;
    const placed = terms.map((term, i) => {
      const from = at;
      at += term.teacher?.length ?? 0;
      const found = (term.student ?? []).map((name) => layerOutput('student', net, name));
      const said = answers.slice(from, at).map(({ shape }) => shape);
      const symbols = term.adapt?.(found, said, freeName(net, `loss${i}`), seed + i) ?? found;
      return { ...term, symbols, teacherLayers: (all: tf.Tensor[]) => all.slice(from, from + said.length) };
    });
    // A model gives no tensor twice.
    const distinct = [...new Set([...net.outputs, ...placed.flatMap(({ symbols }) => symbols)])];
    const watched = tf.model({ inputs: net.inputs, outputs: distinct });
    added.push(...watched.layers.filter((layer) => !net.layers.includes(layer)));

    const loss = ({ xs, ys, answers, outputs }: Seen): tf.Scalar => {
      const found = (symbol: tf.SymbolicTensor) => outputs[distinct.indexOf(symbol)]!;
      const student = net.outputs.map((symbol, i) => bare[i]!.logits(found(symbol)));
      const parts = kinds.flatMap((kind, i) => {
        const z = student[i]!;
        return [
          ...(alpha > 0 ? [tf.mul(RULES[kind].hard(z, ys[i]!.toFloat()), alpha)] : []),
          ...(alpha < 1 ? [tf.mul(RULES[kind].soft(z, answers[i]!, temperature), 1 - alpha)] : []),
        ];
      });
      for (const { loss, weight = 1, symbols, teacherLayers } of placed) {
        const value = loss({
          xs,
          ys,
          student,
          teacher: answers.slice(0, kinds.length),
          studentLayers: symbols.map(found),
          teacherLayers: teacherLayers(answers),
        });
        if (value.size !== 1) throw new OptionError(`distill: losses must give one number, not [${value.shape}]`);
        parts.push(tf.mul(value, weight).asScalar());
      }
      return tf.addN(parts).asScalar();
    };
    // What does not go together shows before training begins.
    keep([tf.tidy(() => loss({ ...sample, answers, outputs: [watched.predictOnBatch(sample.xs)].flat() }))]);

    const ask = await asking(shapes);
    return {
      kinds,
      outputs: distinct,
      answers: ({ xs }, key) => ask(xs, key),
      // Maps of features may be large.
      afresh: terms.some((term) => (term.teacher ?? []).length > 0),
      loss,
      dispose,
    };
  } catch (cause) {
    dispose();
    throw cause;
  } finally {
    tf.dispose(kept);
  }
}

const freeName = (net: tf.LayersModel, name: string): string =>
  net.layers.some((layer) => layer.name === name) ? freeName(net, `${name}_`) : name;
