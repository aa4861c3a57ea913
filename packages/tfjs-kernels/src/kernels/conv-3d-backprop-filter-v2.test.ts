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

const convolving: fc.Arbitrary<Convolving> = fc
  .tuple(moving({ axes: 3, numbers: false }), fc.integer({ min: 1, max: 5 }))
  .map(([of, outChannels]) => ({ ...of, outChannels }));

const operands = ({ outChannels, ...of }: Convolving) => [
  valued(of.shape, of),
  valued([...of.size, of.shape.at(-1)!, outChannels], of, FILTERS),
];

const convolved =
  ({ strides, pad }: Moving) =>
  (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    tf.engine().runKernel(
      'Conv3D',
      { x, filter },
      {
        strides: [...strides],
        pad,
        dataFormat: 'NDHWC',
        dilations: [1, 1, 1],
      },
    );

test.serial('both gradients are those of cpu for every stride and padding', async (t) => {
  await fc.assert(
    fc.asyncProperty(convolving, (of) => agree({ operands: () => operands(of), run: convolved(of) })),
    settings,
  );
  t.pass();
});

test.serial(
  'both gradients are those of cpu when one row of patches is more than there is room for at once',
  async (t) => {
    const of: Convolving = {
      shape: [1, 2, 2, 80, 130],
      size: [2, 2, 13],
      strides: [1, 1, 1],
      dilations: [1, 1, 1],
      pad: 'same',
      outChannels: 2,
      seed: 1,
      coarse: false,
      level: 0,
    };
    await t.notThrowsAsync(agree({ operands: () => operands(of), run: convolved(of) }));
  },
);
