import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { agree, backends, on } from '../parity/_parity.test.ts';
import { type Moving, moving, valued } from '../parity/_windows.test.ts';

const settings = { seed: 1, numRuns: 40, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

const FILTERS = 500;

const dilated =
  ({ strides, pad, dilations }: Moving) =>
  (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    tf.engine().runKernel('Dilation2D', { x, filter }, { strides: [...strides], pad, dilations: [...dilations] });

/** Images at least as long as the window reaches: where it sees nothing, cpu takes gradients to pixels that are not under it. */
const windows = moving({ axes: 2, dilation: 2, numbers: false }).map((of) => {
  const [batch = 1, height = 1, width = 1, channels = 1] = of.shape;
  const [tall, wide] = of.size.map((taps, i) => (taps - 1) * of.dilations[i]! + 1) as [number, number];
  return { ...of, shape: [batch, Math.max(height, tall), Math.max(width, wide), channels] as const };
});

test.serial('the gradient is that of cpu, below zero and of equal sums as well', async (t) => {
  await fc.assert(
    fc.asyncProperty(windows, (of) =>
      agree({
        operands: () => [valued(of.shape, of), valued([...of.size, of.shape.at(-1)!], of, FILTERS)],
        run: dilated(of),
      }),
    ),
    settings,
  );
  t.pass();
});

test.serial('where the filter sees nothing, no pixel gets a gradient', async (t) => {
  const attrs = { strides: [1, 1], pad: 'same', dilations: [3, 1] };
  const gradient = await on('wasm', () =>
    tf.tidy(() => {
      const [x, filter, dy] = [tf.ones([2, 2, 1, 1]), tf.ones([2, 1, 1]), tf.ones([2, 2, 1, 1])];
      const dx: tf.Tensor = tf.engine().runKernel('Dilation2DBackpropInput', { x, filter, dy }, attrs);
      return dx.dataSync();
    }),
  );
  t.deepEqual([...gradient], [1, 0, 1, 0]);
});
