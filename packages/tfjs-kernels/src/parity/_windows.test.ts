import * as tf from '@tensorflow/tfjs';
import fc from 'fast-check';
import { axesOf } from '../windows/axes-of.ts';
import { tapsInside } from '../windows/over-taps.ts';
import { type BackendName, noise, on } from './_parity.test.ts';

/** A window and images, or volumes, that it moves over. */
export interface Moving {
  readonly shape: readonly [number, ...number[]];
  readonly size: readonly number[];
  readonly strides: readonly number[];
  readonly dilations: readonly number[];
  readonly pad: 'same' | 'valid' | number;
  readonly seed: number;
  /** Whether many numbers are equal. */
  readonly coarse: boolean;
  /** What is added to the numbers, which are from -1 to 1. */
  readonly level: number;
}

/** How much a window may do. */
export interface Freedom {
  readonly axes: 2 | 3;
  readonly stride?: number;
  readonly dilation?: number;
  readonly numbers?: boolean;
}

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });

/** Windows that fit into what they move over; with the same number on every side only where all axes are alike, as TensorFlow.js needs it. */
export function moving({ axes, stride = 3, dilation = 1, numbers = true }: Freedom): fc.Arbitrary<Moving> {
  const each = (arbitrary: fc.Arbitrary<number>) => fc.array(arbitrary, { minLength: axes, maxLength: axes });
  return fc
    .record({
      batch: upTo(3),
      channels: upTo(axes === 2 ? 6 : 5),
      lengths: each(upTo(axes === 2 ? 8 : 5)),
      sizes: each(upTo(3)),
      strides: each(upTo(stride)),
      dilations: each(upTo(dilation)),
      pad: fc.constantFrom<Moving['pad']>('same', 'valid', ...(numbers ? [0, 1, 2] : [])),
      seed: fc.nat(1000),
      coarse: fc.boolean(),
      level: fc.constantFrom(0, 0, -1.5),
    })
    .map(({ batch, channels, lengths, sizes, strides, dilations, pad, ...values }) => {
      const alike = typeof pad === 'number';
      const first = (list: readonly number[]) => (alike ? list.map(() => list[0]!) : list);
      const steps = first(dilations);
      const shortest = Math.min(...lengths);
      const size = first(sizes).map((taps, i) =>
        Math.min(taps, Math.floor(((alike ? shortest : lengths[i]!) - 1) / steps[i]!) + 1),
      );
      return {
        shape: [batch, ...lengths, channels],
        size,
        strides: first(strides),
        dilations: steps,
        pad: alike ? Math.min(pad, ...size.map((taps) => taps - 1)) : pad,
        ...values,
      };
    });
}

/** Whether a window sees something at its last places as well, to which rounding up may have brought it. */
export function seesSomething({ shape, size, strides, pad }: Moving, dimRoundingMode: string): boolean {
  const axes = axesOf(shape, [...size], { strides: [...strides], pad, dimRoundingMode });
  return axes.every((axis) => {
    const [first, end] = tapsInside(axis, axis.places - 1);
    return end > first;
  });
}

/** Numbers as they are, or few that repeat. */
export const valued = (shape: readonly number[], { seed, coarse, level }: Moving, move = 0): tf.Tensor => {
  const values = noise(shape, seed + move, level);
  return tf.tensor(coarse ? values.map((x) => Math.round(x * 2) / 2) : values, [...shape], 'float32');
};

/**
 * Throws unless what is linear around `x` and its gradient fit together on a backend: the sum of y · dy is the sum of x · dx. It needs no
 * other backend to be right.
 */
export async function adjoint(
  x: () => tf.Tensor,
  run: (x: tf.Tensor) => tf.Tensor,
  backend: BackendName = 'wasm',
): Promise<void> {
  const [forward, backward, size] = await on(backend, () =>
    tf.tidy(() => {
      const given = x();
      const y = run(given);
      const dy = tf.tensor(noise(y.shape, 77), y.shape);
      const dx = tf.grad(run)(given, dy);
      const sum = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0]!;
      return [sum(y, dy), sum(given, dx), sum(tf.abs(given), tf.abs(dx))] as const;
    }),
  );
  if (!(Math.abs(forward - backward) <= 1e-5 * (1 + size))) throw new Error(`${backend}: ${forward}, but ${backward}`);
}
