import * as tf from '@tensorflow/tfjs';
import type { SeeingLesson, Seen } from './lesson.ts';
import type { Columns } from './training-data.ts';

/**
 * A model with the layers of another, of which the output is a loss. Its inputs are those of the other, then targets, then answers.
 * It must not be disposed of: the layers are the other's.
 * @param example Some of what its inputs will be.
 */
export function lossModel(
  net: tf.LayersModel,
  { outputs, loss }: Pick<SeeingLesson, 'outputs' | 'loss'>,
  example: Columns,
): tf.LayersModel {
  const taken = new Set(tf.model({ inputs: net.inputs, outputs: [...outputs] }).layers.map(({ name }) => name));
  const free = (name: string): string => {
    const found = taken.has(name) ? free(`${name}_`) : name;
    taken.add(found);
    return found;
  };
  const inputsLike = (tensors: readonly tf.Tensor[], name: string) =>
    tensors.map(({ shape, dtype }) => tf.input({ batchShape: [null, ...shape.slice(1)], dtype, name: free(name) }));
  const groups = {
    xs: net.inputs,
    ys: inputsLike(example.ys, 'target'),
    answers: inputsLike(example.answers, 'answer'),
    outputs,
  };
  const inputs = [...groups.xs, ...groups.ys, ...groups.answers];

  const layer = tf.layers.activation({ activation: 'linear', name: free('loss') });
  layer.computeOutputShape = () => [null];
  layer.call = (tensors) => {
    const left = [tensors].flat();
    const seen: Seen = {
      xs: left.splice(0, groups.xs.length),
      ys: left.splice(0, groups.ys.length),
      answers: left.splice(0, groups.answers.length),
      outputs: left,
    };
    return loss(seen);
  };
  return tf.model({ inputs, outputs: layer.apply([...inputs, ...outputs]) as tf.SymbolicTensor });
}
