import * as tf from '@tensorflow/tfjs';
import type { NetworkInput } from './load-network.ts';

/** The same random numbers each time: from 0 to 1, or whole ones to 255. @param size Where a network takes any. */
export const randomInputs = (inputs: readonly NetworkInput[], size: number): tf.Tensor[] =>
  inputs.map(({ shape: [, ...sizes], dtype }, i) => {
    const shape = [1, ...sizes.map((n) => n ?? size)];
    return dtype === 'int32'
      ? tf.randomUniform(shape, 0, 256, 'int32', i + 1)
      : tf.randomUniform(shape, 0, 1, 'float32', i + 1);
  });
