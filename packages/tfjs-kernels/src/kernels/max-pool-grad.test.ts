import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { agree, backends, on } from '../parity/_parity.test.ts';
import { adjoint, type Moving, moving, valued } from '../parity/_windows.test.ts';

const settings = { seed: 1, numRuns: 50, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

const pooled =
  ({ size, strides, pad }: Moving) =>
  (x: tf.Tensor): tf.Tensor =>
    tf.engine().runKernel('MaxPool', { x }, { filterSize: [...size], strides: [...strides], pad });

test.serial('the gradient is that of cpu, below zero and of equal numbers as well', async (t) => {
  await fc.assert(
    fc.asyncProperty(moving({ axes: 2 }), (of) => agree({ operands: () => [valued(of.shape, of)], run: pooled(of) })),
    settings,
  );
  t.pass();
});

test.serial('the gradient fits what was pooled with as much padding as one likes on each side', async (t) => {
  const side = fc.nat({ max: 2 });
  await fc.assert(
    fc.asyncProperty(moving({ axes: 2 }), fc.tuple(side, side, side, side), (of, [top, bottom, left, right]) => {
      const [tall, wide] = [of.size[0]! - 1, of.size[1]! - 1];
      const pad = [
        [0, 0],
        [Math.min(top, tall), Math.min(bottom, tall)],
        [Math.min(left, wide), Math.min(right, wide)],
        [0, 0],
      ];
      const attrs = { filterSize: [...of.size], strides: [...of.strides], pad };
      const run = (x: tf.Tensor): tf.Tensor => tf.engine().runKernel('MaxPool', { x }, attrs);
      return adjoint(() => valued(of.shape, of), run);
    }),
    settings,
  );
  t.pass();
});

test.serial('where a window sees only NaN there is no gradient, and elsewhere NaN is passed over', async (t) => {
  const gradient = () =>
    tf.tidy(() => {
      const x = tf.tensor4d([Number.NaN, Number.NaN, Number.NaN, -2, -3, Number.NaN], [1, 1, 6, 1]);
      const run = (images: tf.Tensor): tf.Tensor =>
        tf.engine().runKernel('MaxPool', { x: images }, { filterSize: [1, 2], strides: [1, 2], pad: 'valid' });
      return tf
        .grad(run)(x, tf.tensor4d([5, 6, 7], [1, 1, 3, 1]))
        .dataSync();
    });
  t.deepEqual([...(await on('wasm', gradient))], [0, 0, 0, 6, 7, 0]);
  t.deepEqual([...(await on('cpu', gradient))], [0, 0, 0, 6, 7, 0]);
});
