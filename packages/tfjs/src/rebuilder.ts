import * as tf from '@tensorflow/tfjs';
import { type Ops, type Product, sizeOf, type Tensor, type Unfolded } from '@tensorpress/core';
import { lastingProduct } from './lasting-product.ts';
import { tfOps } from './tf-ops.ts';

/** A weight that is made out of variables, or made use of without being made. */
export interface Weight {
  /** The weight as a differentiable function of its leaves. */
  rebuild(): tf.Tensor;
  /** Kernels that one after the other do what the weight does, if there are such. */
  factors(): readonly tf.Tensor[] | undefined;
  /** The product with the weight, if there is a way around it; what it makes ready is good within the tidy that it does so in. */
  readonly matMul?: () => Product<tf.Tensor>;
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
      return tfOps.reshape(constant, shape);
    };
    return () => {
      tf.dispose([...constants.left.values()]);
      constants.left = constants.used;
      constants.used = new Map();
      return make({ ...tfOps, tensor });
    };
  };
  const { matMul, info, leaves } = unfolded;
  // Half of what the weight would take.
  const lasting =
    matMul &&
    lastingProduct(
      (rows) => matMul(tfOps, value)(rows),
      () => leaves.map(value),
      2 * sizeOf(info.shape),
    );
  const once = matMul && keeping((ops) => matMul(ops, value));
  const rebuild = keeping((ops) => unfolded.rebuild(ops, value));
  const factors = keeping((ops) => unfolded.factors?.(ops, value)?.slice());
  return {
    rebuild: () => tf.tidy(rebuild),
    factors: () => tf.tidy(factors),
    // What a gradient goes through must be made within it.
    ...(lasting && once && { matMul: () => (tf.engine().state.gradientDepth > 0 ? once() : lasting.product) }),
    dispose() {
      tf.dispose(kept.flatMap(({ used, left }) => [...used.values(), ...left.values()]));
      lasting?.dispose();
    },
  };
}

/** Constants that were asked for since it was last begun, and those of before that were not. */
interface Constants {
  used: Map<ArrayBufferView, tf.Tensor>;
  left: Map<ArrayBufferView, tf.Tensor>;
}
