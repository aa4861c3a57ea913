import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { type BackendName, backends } from '../parity/_parity.test.ts';
import { adjoint, type Moving, moving, seesSomething, valued } from '../parity/_windows.test.ts';

const settings = { seed: 1, numRuns: 40, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

const either = fc.constantFrom<BackendName>('cpu', 'wasm');

const pooled =
  (kernelName: string, { size, strides, pad }: Moving, dimRoundingMode?: string) =>
  (x: tf.Tensor): tf.Tensor => {
    const attrs = { filterSize: [...size], strides: [...strides], pad };
    return tf.engine().runKernel(kernelName, { x }, dimRoundingMode ? { ...attrs, dimRoundingMode } : attrs);
  };

for (const kernelName of ['AvgPool', 'MaxPool']) {
  test.serial(
    `${kernelName}: the gradient fits what was pooled, whatever the padding and however its size is rounded`,
    async (t) => {
      const roundings = fc.constantFrom('floor', 'round', 'ceil');
      await fc.assert(
        fc.asyncProperty(moving({ axes: 2 }), roundings, either, (of, rounding, backend) => {
          const mode = typeof of.pad === 'number' ? rounding : undefined;
          fc.pre(seesSomething(of, rounding));
          return adjoint(() => valued(of.shape, of), pooled(kernelName, of, mode), backend);
        }),
        settings,
      );
      t.pass();
    },
  );
}
