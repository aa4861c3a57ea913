import * as tf from '@tensorflow/tfjs';
import { random } from '@tensorpress/core';

/** What weights begin as. */
export type Initializer = ReturnType<typeof tf.initializers.zeros>;

/** What the layers of a template begin with, each its own; nothing but the order of calls and the seed decides. */
export interface Initializers {
  /** Of a kernel before a rectifier. */
  kernel(): Initializer;
  /** Of a depthwise kernel of some size before a rectifier; what stock initializers give counts all channels as inputs. */
  depthwise(kernelSize: number): Initializer;
  /** Of a kernel that gives logits. */
  logits(): Initializer;
  /** For a layer that draws numbers, such as dropout. */
  seed(): number;
}

/**
 * Initializers that depend on a seed alone.
 * @see He, Zhang, Ren, Sun, "Delving deep into rectifiers", ICCV 2015, eq. 10
 */
export function seeded(seed = 0): Initializers {
  const next = random(seed);
  const draw = () => Math.floor(next() * 2 ** 31);
  return {
    kernel: () => tf.initializers.heNormal({ seed: draw() }),
    depthwise: (kernelSize) => tf.initializers.truncatedNormal({ stddev: Math.SQRT2 / kernelSize, seed: draw() }),
    logits: () => tf.initializers.glorotNormal({ seed: draw() }),
    seed: draw,
  };
}

/** Initializers that take next to no time, for networks whose weights do not matter. */
export const blank: Initializers = {
  kernel: () => tf.initializers.zeros(),
  depthwise: () => tf.initializers.zeros(),
  logits: () => tf.initializers.zeros(),
  seed: () => 0,
};
