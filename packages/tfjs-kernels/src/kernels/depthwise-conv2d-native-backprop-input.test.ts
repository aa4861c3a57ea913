import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { backends, noisy, on } from '../parity/_parity.test.ts';
import { type Moving, moving, valued } from '../parity/_windows.test.ts';

const settings = { seed: 1, numRuns: 40, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

const FILTERS = 500;

interface Convolving extends Moving {
  readonly multiplier: number;
}

/** TensorFlow.js takes no strides together with dilations. */
const either = fc.oneof(moving({ axes: 2 }), moving({ axes: 2, stride: 1, dilation: 2 }));
const multiplier = fc.integer({ min: 1, max: 3 });

const operands = ({ multiplier, ...of }: Convolving) => [
  valued(of.shape, of),
  valued([...of.size, of.shape.at(-1)!, multiplier], of, FILTERS),
];

const convolved =
  ({ strides, pad, dilations }: Moving) =>
  (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    tf.engine().runKernel(
      'DepthwiseConv2dNative',
      { x, filter },
      {
        strides: [...strides],
        pad,
        dataFormat: 'NHWC',
        dilations: [...dilations],
      },
    );

test.serial('the gradient fits what was convolved with dilations or strides', async (t) => {
  await fc.assert(
    fc.asyncProperty(either, multiplier, async (window, count) => {
      const of = { ...window, multiplier: count };
      const product = (a: tf.Tensor, b: tf.Tensor) => tf.sum(tf.mul(a, b)).dataSync()[0]!;
      const forward = await on('cpu', () =>
        tf.tidy(() => {
          const [x, filter] = operands(of);
          const y = convolved(of)(x!, filter!);
          return { shape: y.shape, sum: product(y, noisy(y.shape, of.seed)) };
        }),
      );
      const backward = await on('wasm', () =>
        tf.tidy(() => {
          const [x, filter] = operands(of);
          const dy = noisy(forward.shape, of.seed);
          const { pad } = of;
          const moves = { strides: [...of.strides], dilations: [...of.dilations], pad };
          const attrs = { ...moves, inputShape: x!.shape };
          const dx: tf.Tensor = tf
            .engine()
            .runKernel('DepthwiseConv2dNativeBackpropInput', { dy, filter: filter! }, attrs);
          return product(x!, dx);
        }),
      );
      t.true(Math.abs(forward.sum - backward) < 1e-4 * (10 + Math.abs(forward.sum)), `${forward.sum}, but ${backward}`);
    }),
    settings,
  );
});
