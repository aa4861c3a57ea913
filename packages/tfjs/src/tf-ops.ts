import * as tf from '@tensorflow/tfjs';
import type { Operation, Ops, Tensor } from '@tensorpress/core';

const { tensor, add, sub, mul, matMul, transpose, gather, slice, concat } = tf;

/** The operations that codecs are written in, by TensorFlow.js. */
export const tfOps: Ops<tf.Tensor> = {
  tensor,
  add,
  sub,
  mul,
  matMul,
  transpose,
  gather,
  slice,
  concat,
  // One of its shape would be a new tensor too.
  reshape: (x, shape) => (tf.util.arraysEqual(x.shape, shape) ? x : tf.reshape(x, shape)),
  apply: (operation, ...inputs) => differentiable(operation)(...inputs),
};

const differentiable = (operation: Operation) =>
  tf.customGrad((...args) => {
    const inputs = args.filter((arg) => arg instanceof tf.Tensor);
    const save = args.at(-1);
    if (typeof save === 'function') save(inputs);
    const { data, shape } = operation.forward(...inputs.map(plain));
    return {
      value: tf.tensor(data, [...shape]),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) =>
        operation.gradient(plain(dy), ...saved.map(plain)).map((data, i) => tf.tensor(data, saved[i]!.shape)),
    };
  });

function plain(x: tf.Tensor): Tensor<'f32'> {
  const data = x.dataSync();
  if (!(data instanceof Float32Array)) throw new TypeError(`apply: inputs must be float32, not ${x.dtype}`);
  return { dtype: 'f32', shape: x.shape, data };
}
