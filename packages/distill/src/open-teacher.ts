import * as tf from '@tensorflow/tfjs';
import { type Codecs, type Model, OptionError, write } from '@tensorpress/core';
import {
  fromGraphModel,
  fromLayersModel,
  ioHandler,
  type ModelSource,
  readModel,
  toLayersModel,
} from '@tensorpress/tfjs';
import { digest } from './digest.ts';
import { graphTeacher } from './graph-teacher.ts';
import { layersTeacher } from './layers-teacher.ts';
import type { OutputKind } from './output-kind.ts';
import type { Teacher } from './teacher.ts';

/** A network that teaches: a model of TensorFlow.js, one of tensorpress, or where that is. */
export type TeacherSource = tf.LayersModel | tf.GraphModel | Model | ModelSource;

/**
 * Makes networks ready to be asked. Of several the answer is the mean of their logits: the geometric mean of their probabilities, at
 * every temperature.
 * @param layers Layers inside that are asked for, of a single one.
 * @throws OptionError if they do not go together; what loading throws.
 */
export async function openTeacher(
  sources: readonly TeacherSource[],
  layers: readonly string[],
  codecs: Codecs,
): Promise<Teacher> {
  if (sources.length === 0) throw new OptionError('distill: teacher must be one network at least, not an empty list');
  if (sources.length > 1 && layers.length > 0) {
    throw new OptionError(`distill: losses on layers of the teacher must have one teacher, not ${sources.length}`);
  }
  const opened: Teacher[] = [];
  const dispose = () => {
    for (const teacher of opened) teacher.dispose();
  };
  try {
    for (const source of sources) opened.push(await openOne(source, layers, codecs));
    const [first, ...others] = opened;
    if (others.length === 0) return first!;
    return {
      kinds: first!.kinds.map((_, i) => agreed(opened.map(({ kinds }) => kinds[i]))),
      ask: (xs) => tf.tidy(() => meanOf(opened.map(({ ask }) => ask(xs)))),
      digest: async () => digest(await Promise.all(opened.map((teacher) => teacher.digest()))),
      dispose,
    };
  } catch (cause) {
    dispose();
    throw cause;
  }
}

async function openOne(source: TeacherSource, layers: readonly string[], codecs: Codecs): Promise<Teacher> {
  if (source instanceof tf.LayersModel) {
    return {
      ...layersTeacher(source, layers),
      digest: async () => digestOf(await fromLayersModel(source)),
      dispose() {},
    };
  }
  if (source instanceof tf.GraphModel) {
    return {
      ...graphTeacher(source, layers),
      digest: async () => digestOf(await fromGraphModel(source)),
      dispose() {},
    };
  }
  if (typeof source !== 'string' && (typeof source !== 'object' || source === null)) {
    throw new OptionError(`distill: teacher must be a model, its bytes or address, or a list of such, not ${source}`);
  }
  const model = typeof source === 'object' && 'weights' in source ? source : await readModel(source);
  const isGraph = model.topology?.format === 'graph-model';
  const net = isGraph ? await tf.loadGraphModel(ioHandler(model, codecs)) : await toLayersModel(model, codecs);
  try {
    const teacher = net instanceof tf.LayersModel ? layersTeacher(net, layers) : graphTeacher(net, layers);
    return { ...teacher, digest: () => digestOf(model), dispose: () => void net.dispose() };
  } catch (cause) {
    net.dispose();
    throw cause;
  }
}

/** Of the weights in their order: TensorFlow.js gives layers other names whenever it makes them. */
const digestOf = async ({ weights }: Model): Promise<Float32Array<ArrayBuffer>> =>
  digest([await write({ weights: Object.fromEntries(Object.values(weights).map((tree, i) => [`w${i}`, tree])) })]);

function agreed(kinds: readonly (OutputKind | undefined)[]): OutputKind | undefined {
  const known = [...new Set(kinds.filter((kind) => kind !== undefined))];
  if (known.length > 1)
    throw new OptionError(`distill: teachers must give outputs of one kind, not ${known.join(' and ')}`);
  return known[0];
}

function meanOf(answers: readonly tf.Tensor[][]): tf.Tensor[] {
  const shapes = new Set(answers.map((each) => each.map(({ shape }) => `[${shape}]`).join(' ')));
  if (shapes.size > 1)
    throw new OptionError(`distill: teachers must give the same shapes, not ${[...shapes].join(' and ')}`);
  return answers[0]!.map((_, i) => tf.div(tf.addN(answers.map((each) => each[i]!)), answers.length));
}
