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

test.serial('a transposed convolution is that of cpu for every stride and padding', async (t) => {
  await fc.assert(
    fc.asyncProperty(convolving, (of) =>
      agree({
        operands: () => {
          const [x, filter] = operands(of);
          return [tf.tidy(() => tf.mul(convolved(of)(x!, filter!), 0.5)), filter!];
        },
        run: (dy, filter) =>
          tf.engine().runKernel(
            'Conv3DBackpropInputV2',
            { dy, filter },
            {
              strides: [...of.strides],
              pad: of.pad,
              inputShape: [...of.shape],
            },
          ),
        gradient: false,
      }),
    ),
    settings,
  );
  t.pass();
});
