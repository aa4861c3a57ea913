import * as tf from '@tensorflow/tfjs';
import type { Ops, Tensor, Unfolded } from '@tensorpress/core';

/** A weight that is made out of variables, or made use of without being made. */
export interface Weight {
  /** The weight as a differentiable function of its leaves. */
  rebuild(): tf.Tensor;
  /** Kernels that one after the other do what the weight does, if there are such. */
  factors(): readonly tf.Tensor[] | undefined;
  /** x·W for x [rows, m] and the weight W [m, n], if there is a way around W. */
  readonly matMul?: (x: tf.Tensor) => tf.Tensor;
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
  const kept: Map<ArrayBufferView, tf.Tensor>[] = [];
  const keeping = <X extends unknown[], T extends tf.TensorContainer>(make: (ops: Ops<tf.Tensor>, ...x: X) => T) => {
    const constants = new Map<ArrayBufferView, tf.Tensor>();
    kept.push(constants);
    return (...x: X): T =>
      tf.tidy(() => {
        const used = new Set<ArrayBufferView>();
        const tensor: Ops<tf.Tensor>['tensor'] = (values, shape, dtype) => {
          const constant = constants.get(values) ?? tf.keep(tf.tensor(values, shape, dtype));
          constants.set(values, constant);
          used.add(values);
          return reshape(constant, shape);
        };
        const result = make({ ...OPS, tensor }, ...x);
        for (const [values, constant] of constants) {
          if (used.has(values)) continue;
          constant.dispose();
          constants.delete(values);
        }
        return result;
      });
  };
  const { matMul } = unfolded;
  return {
    rebuild: keeping((ops) => unfolded.rebuild(ops, value)),
    factors: keeping((ops) => unfolded.factors?.(ops, value)?.slice()),
    ...(matMul && { matMul: keeping((ops, x: tf.Tensor) => matMul(ops, x, value)) }),
    dispose: () => tf.dispose(kept.flatMap((constants) => [...constants.values()])),
  };
}

const { add, sub, mul, matMul, transpose, gather, slice, concat } = tf;
const reshape: Ops<tf.Tensor>['reshape'] = (x, shape) =>
  tf.util.arraysEqual(x.shape, shape) ? x : tf.reshape(x, shape);
const OPS: Omit<Ops<tf.Tensor>, 'tensor'> = { add, sub, mul, matMul, reshape, transpose, gather, slice, concat };
