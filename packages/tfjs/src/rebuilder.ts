import * as tf from '@tensorflow/tfjs';
import type { Ops, Tensor, Unfolded } from '@tensorpress/core';

/** Makes a weight out of variables, whenever it is asked to. */
export interface Rebuilder {
  /** The weight as a differentiable function of its leaves. */
  rebuild(): tf.Tensor;
  dispose(): void;
}

/**
 * A rebuilder on TensorFlow.js. Constants stay on the backend from one time to the next, those that it no longer asked for go.
 * @param value What stands for a leaf.
 */
export function rebuilder(unfolded: Unfolded, value: (leaf: Tensor<'f32'>) => tf.Tensor): Rebuilder {
  let constants = new Map<ArrayBufferView, tf.Tensor>();
  return {
    rebuild: () =>
      tf.tidy(() => {
        const used: typeof constants = new Map();
        const tensor: Ops<tf.Tensor>['tensor'] = (values, shape, dtype) => {
          const constant = used.get(values) ?? constants.get(values) ?? tf.keep(tf.tensor(values, shape, dtype));
          used.set(values, constant);
          return tf.util.arraysEqual(constant.shape, shape) ? constant : constant.reshape(shape);
        };
        const result = unfolded.rebuild<tf.Tensor>({ ...OPS, tensor }, value);
        for (const [values, constant] of constants) if (!used.has(values)) constant.dispose();
        constants = used;
        return result;
      }),
    dispose: () => tf.dispose([...constants.values()]),
  };
}

const { add, sub, mul, matMul, reshape, transpose, gather, slice, concat } = tf;
const OPS: Omit<Ops<tf.Tensor>, 'tensor'> = { add, sub, mul, matMul, reshape, transpose, gather, slice, concat };
