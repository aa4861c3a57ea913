import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { agree, backends } from '../parity/_parity.test.ts';
import { type Moving, moving, valued } from '../parity/_windows.test.ts';

const settings = { seed: 1, numRuns: 40, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

const pooled =
  ({ size, strides, pad }: Moving, dimRoundingMode?: string) =>
  (x: tf.Tensor): tf.Tensor => {
    const attrs = { filterSize: [...size], strides: [...strides], pad, dataFormat: 'NDHWC' };
    return tf.engine().runKernel('MaxPool3D', { x }, dimRoundingMode ? { ...attrs, dimRoundingMode } : attrs);
  };

test.serial('the greatest numbers are those of cpu, below zero as well', async (t) => {
  await fc.assert(
    fc.asyncProperty(moving({ axes: 3 }), (of) =>
      agree({ operands: () => [valued(of.shape, of)], run: pooled(of), gradient: false }),
    ),
    settings,
  );
  t.pass();
});

test.serial('there are as many as on cpu however their number is rounded', async (t) => {
  await fc.assert(
    fc.asyncProperty(moving({ axes: 3 }), fc.constantFrom('floor', 'round', 'ceil'), (of, rounding) => {
      const pad = typeof of.pad === 'number' ? of.pad : 0;
      return agree({ operands: () => [valued(of.shape, of)], run: pooled({ ...of, pad }, rounding), gradient: false });
    }),
    settings,
  );
  t.pass();
});
