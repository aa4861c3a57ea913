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

const FILTERS = 500;

interface Convolving extends Moving {
  readonly outChannels: number;
}

/** TensorFlow.js takes no strides together with dilations. */
const either = fc.oneof(
  moving({ axes: 3, numbers: false }),
  moving({ axes: 3, stride: 1, dilation: 2, numbers: false }),
);

const convolving: fc.Arbitrary<Convolving> = fc
  .tuple(either, fc.integer({ min: 1, max: 5 }))
  .map(([of, outChannels]) => ({ ...of, outChannels }));

const operands = ({ outChannels, ...of }: Convolving) => [
  valued(of.shape, of),
  valued([...of.size, of.shape.at(-1)!, outChannels], of, FILTERS),
];

const convolved =
  ({ strides, pad, dilations }: Moving) =>
  (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    tf.engine().runKernel(
      'Conv3D',
      { x, filter },
      {
        strides: [...strides],
        pad,
        dataFormat: 'NDHWC',
        dilations: [...dilations],
      },
    );

test.serial('the result is that of cpu for every stride, dilation and padding', async (t) => {
  await fc.assert(
    fc.asyncProperty(convolving, (of) => agree({ operands: () => operands(of), run: convolved(of), gradient: false })),
    settings,
  );
  t.pass();
});
