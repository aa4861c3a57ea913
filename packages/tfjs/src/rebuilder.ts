import * as tf from '@tensorflow/tfjs';
import type { Ops, Tensor, Unfolded } from '@tensorpress/core';

/** A weight that is made out of variables, or made use of without being made. */
export interface Weight {
  /** The weight as a differentiable function of its leaves. */
  rebuild(): tf.Tensor;
  /** Kernels that one after the other do what the weight does, if there are such. */
  factors(): readonly tf.Tensor[] | undefined;
  /** What multiplies x [rows, m] by the weight W [m, n], if there is a way around W; good within the tidy that it is made in. */
  readonly matMul?: () => (x: tf.Tensor, rows: number) => tf.Tensor;
}

/** A weight that keeps constants on the backend. */
export interface Rebuilder extends Weight {
  dispose(): void;
}

/**
 * A rebuilder on TensorFlow.js. Constants stay on the backend from one time to the next, those that it no longer asked for go.
 * @param value What stands for a leaf.
 */
export function rebuilder(unfolded: Unfolded, value: (leaf: Tensor<'f32'>) => tf.Tensor): Rebuilder {
  const kept: Constants[] = [];
  const keeping = <R>(make: (ops: Ops<tf.Tensor>) => R): (() => R) => {
    const constants: Constants = { used: new Map(), left: new Map() };
    kept.push(constants);
    const tensor: Ops<tf.Tensor>['tensor'] = (values, shape, dtype) => {
      const { used, left } = constants;
      const constant = used.get(values) ?? left.get(values) ?? tf.keep(tf.tensor(values, shape, dtype));
      left.delete(values);
      used.set(values, constant);
      return reshape(constant, shape);
    };
    return () => {
      tf.dispose([...constants.left.values()]);
      constants.left = constants.used;
      constants.used = new Map();
      return make({ ...OPS, tensor });
    };
  };
  const { matMul } = unfolded;
  const rebuild = keeping((ops) => unfolded.rebuild(ops, value));
  const factors = keeping((ops) => unfolded.factors?.(ops, value)?.slice());
  return {
    rebuild: () => tf.tidy(rebuild),
    factors: () => tf.tidy(factors),
    ...(matMul && { matMul: keeping((ops) => matMul(ops, value)) }),
    dispose: () => tf.dispose(kept.flatMap(({ used, left }) => [...used.values(), ...left.values()])),
  };
}

/** Constants that were asked for since it was last begun, and those of before that were not. */
interface Constants {
  used: Map<ArrayBufferView, tf.Tensor>;
  left: Map<ArrayBufferView, tf.Tensor>;
}

const { add, sub, mul, matMul, transpose, gather, slice, concat } = tf;
const reshape: Ops<tf.Tensor>['reshape'] = (x, shape) =>
  tf.util.arraysEqual(x.shape, shape) ? x : tf.reshape(x, shape);
const OPS: Omit<Ops<tf.Tensor>, 'tensor'> = { add, sub, mul, matMul, reshape, transpose, gather, slice, concat };
