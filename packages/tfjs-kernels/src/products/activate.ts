import type { TensorInfo } from '@tensorflow/tfjs';
import { type Attributes, numberOf } from '../heap/attributes.ts';
import type { Heap } from '../heap/heap.ts';

/** Replaces the numbers of a tensor. */
export type Activation = (heap: Heap, out: TensorInfo) => void;

/**
 * The activation that a fused kernel asks for by its attributes `activation` and `leakyreluAlpha`, and for `prelu` by weights, one for
 * all or one for each of the `n` last entries. Undefined where it is none of TensorFlow.js, or the weights are of another shape.
 */
export function activationOf(
  attributes: Attributes,
  weights: TensorInfo | undefined,
  n: number,
): Activation | undefined {
  const { activation = 'linear' } = attributes ?? {};
  switch (activation) {
    case 'linear':
      return () => {};
    case 'relu':
      return rectify;
    case 'relu6':
      return each((x) => Math.min(Math.max(x, 0), 6));
    case 'elu':
      return each((x) => (x < 0 ? Math.expm1(x) : x));
    case 'sigmoid':
      return each((x) => 1 / (1 + Math.exp(-x)));
    case 'leakyrelu': {
      const alpha = numberOf(attributes?.leakyreluAlpha) ?? 0.2;
      return each((x) => (x < 0 ? alpha * x : x));
    }
    case 'prelu':
      return weights && isRow(weights, n) ? prelu(weights) : undefined;
    default:
      return undefined;
  }
}

/** By far the most frequent, so it has a loop of its own, which no function is called from. */
const rectify: Activation = (heap, out) => {
  const values = heap.floats(out);
  for (let i = 0; i < values.length; i++) values[i] = Math.max(values[i]!, 0);
};

const each =
  (f: (x: number) => number): Activation =>
  (heap, out) => {
    const values = heap.floats(out);
    for (let i = 0; i < values.length; i++) values[i] = f(values[i]!);
  };

const prelu =
  (weights: TensorInfo): Activation =>
  (heap, out) => {
    const values = heap.floats(out);
    const alphas = heap.floats(weights);
    for (let i = 0; i < values.length; i++) if (values[i]! < 0) values[i]! *= alphas[i % alphas.length]!;
  };

/** Whether a tensor has one entry, or one for each of `n` along its last axis. */
const isRow = ({ dtype, shape }: TensorInfo, n: number): boolean =>
  dtype === 'float32' && [1, n].includes(shape.at(-1) ?? 1) && shape.slice(0, -1).every((length) => length === 1);
