import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { agree, backends, difference, on, valuesOf } from '../parity/_parity.test.ts';
import { type Moving, moving, seesSomething, valued } from '../parity/_windows.test.ts';

const settings = { seed: 1, numRuns: 50, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

const pooled =
  (kernelName: string, { size, strides, pad }: Moving, dimRoundingMode?: string) =>
  (x: tf.Tensor): tf.Tensor => {
    const attrs = { filterSize: [...size], strides: [...strides], pad };
    return tf.engine().runKernel(kernelName, { x }, dimRoundingMode ? { ...attrs, dimRoundingMode } : attrs);
  };

for (const kernelName of ['AvgPool', 'MaxPool']) {
  test.serial(`${kernelName}: the result is that of cpu however its size is rounded`, async (t) => {
    await fc.assert(
      fc.asyncProperty(moving({ axes: 2 }), fc.constantFrom('floor', 'round', 'ceil'), (of, rounding) => {
        fc.pre(typeof of.pad === 'number' && seesSomething(of, rounding));
        return agree({
          operands: () => [valued(of.shape, of)],
          run: pooled(kernelName, of, rounding),
          gradient: false,
        });
      }),
      settings,
    );
    t.pass();
  });

  test.serial(`${kernelName}: a window that is not square is padded alike on every side`, async (t) => {
    const of: Moving = {
      shape: [1, 4, 6, 2],
      size: [3, 2],
      strides: [1, 2],
      dilations: [1, 1],
      pad: 1,
      seed: 1,
      coarse: false,
      level: 0,
    };
    const sides = [
      [0, 0],
      [1, 1],
      [1, 1],
      [0, 0],
    ];
    const spelt = (x: tf.Tensor): tf.Tensor =>
      tf.engine().runKernel(kernelName, { x }, { filterSize: [3, 2], strides: [1, 2], pad: sides });
    const valuesBy = (run: (x: tf.Tensor) => tf.Tensor) => {
      const result = tf.tidy(() => run(valued(of.shape, of)));
      const values = valuesOf(result);
      result.dispose();
      return values;
    };
    const [actual, expected] = [
      await on('wasm', () => valuesBy(pooled(kernelName, of))),
      await on('cpu', () => valuesBy(spelt)),
    ];
    t.is(difference(actual, expected, 1e-6), undefined);
  });
}
