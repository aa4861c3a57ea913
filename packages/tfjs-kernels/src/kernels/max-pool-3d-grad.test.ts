import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { agree, backends } from '../parity/_parity.test.ts';
import { adjoint, type Moving, moving, valued } from '../parity/_windows.test.ts';

const settings = { seed: 1, numRuns: 40, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

const pooled =
  ({ size, strides, pad }: Moving) =>
  (x: tf.Tensor): tf.Tensor =>
    tf
      .engine()
      .runKernel('MaxPool3D', { x }, { filterSize: [...size], strides: [...strides], pad, dataFormat: 'NDHWC' });

test.serial('the gradient is that of cpu for windows as high as wide, of equal numbers as well', async (t) => {
  await fc.assert(
    fc.asyncProperty(moving({ axes: 3 }), (of) => {
      const [depth = 1, height = 1, width = 1] = of.size;
      const side = Math.min(height, width);
      return agree({ operands: () => [valued(of.shape, of)], run: pooled({ ...of, size: [depth, side, side] }) });
    }),
    settings,
  );
  t.pass();
});

test.serial('the gradient fits what was pooled by windows of every form', async (t) => {
  await fc.assert(
    fc.asyncProperty(moving({ axes: 3, stride: 2 }), (of) => adjoint(() => valued(of.shape, of), pooled(of))),
    settings,
  );
  t.pass();
});
