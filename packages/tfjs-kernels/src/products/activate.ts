import type { TensorInfo } from '@tensorflow/tfjs';
import { type Attributes, numberOf } from '../heap/attributes.ts';
import type { Heap } from '../heap/heap.ts';
import { sizeOf } from '../heap/size-of.ts';
import { isRow } from './row-bias.ts';

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
      return clamp(0, Number.POSITIVE_INFINITY);
    case 'relu6':
      return clamp(0, 6);
    case 'elu':
      return each((x) => (x < 0 ? Math.expm1(x) : x));
    case 'sigmoid':
      return each((x) => 1 / (1 + Math.exp(-x)));
    case 'leakyrelu': {
      const alpha = numberOf(attributes?.leakyreluAlpha) ?? 0.2;
      return each((x) => (x < 0 ? alpha * x : x));
    }
    case 'prelu':
      return weights && [1, n].some((width) => isRow(weights, width)) ? prelu(weights) : undefined;
    default:
      return undefined;
  }
}

const clamp =
  (least: number, most: number): Activation =>
  (heap, out) => {
    const at = heap.address(out);
    heap.simd.clamp(at, at, sizeOf(out.shape), least, most);
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
    const at = heap.address(out);
    const width = sizeOf(weights.shape);
    heap.simd.rectifyRows(at, heap.address(weights), at, sizeOf(out.shape) / width, width);
  };
