import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { agree, backends } from '../parity/_parity.test.ts';
import { moving, valued } from '../parity/_windows.test.ts';

const settings = { seed: 1, numRuns: 40, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

test.serial('the greatest numbers and their places are those of cpu, below zero as well', async (t) => {
  await fc.assert(
    fc.asyncProperty(moving({ axes: 2, numbers: false }), fc.boolean(), (of, includeBatchInIndex) => {
      const attrs = { filterSize: [...of.size], strides: [...of.strides], pad: of.pad, includeBatchInIndex };
      const run = (x: tf.Tensor) => {
        const [result, indexes]: tf.Tensor[] = tf.engine().runKernel('MaxPoolWithArgmax', { x }, attrs);
        return tf.stack([result!, tf.cast(indexes!, 'float32')]);
      };
      return agree({ operands: () => [valued(of.shape, of)], run, gradient: false });
    }),
    settings,
  );
  t.pass();
});
