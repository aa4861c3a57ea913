import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { agree, backends } from '../parity/_parity.test.ts';
import { type Moving, moving, valued } from '../parity/_windows.test.ts';

const settings = { seed: 1, numRuns: 50, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

const FILTERS = 500;

const dilated =
  ({ strides, pad, dilations }: Moving) =>
  (x: tf.Tensor, filter: tf.Tensor): tf.Tensor =>
    tf.engine().runKernel('Dilation2D', { x, filter }, { strides: [...strides], pad, dilations: [...dilations] });

test.serial('the greatest sums are those of cpu, below zero and where the filter sees nothing as well', async (t) => {
  await fc.assert(
    fc.asyncProperty(moving({ axes: 2, dilation: 2, numbers: false }), (of) =>
      agree({
        operands: () => [valued(of.shape, of), valued([...of.size, of.shape.at(-1)!], of, FILTERS)],
        run: dilated(of),
        gradient: false,
      }),
    ),
    settings,
  );
  t.pass();
});

test.serial('whole numbers stay whole', async (t) => {
  const of: Moving = {
    shape: [2, 3, 4, 2],
    size: [2, 2],
    strides: [1, 2],
    dilations: [1, 1],
    pad: 'same',
    seed: 3,
    coarse: true,
    level: -1.5,
  };
  const operands = () => [
    valued(of.shape, of).mul(4).cast('int32'),
    valued([2, 2, 2], of, FILTERS).mul(4).cast('int32'),
  ];
  await t.notThrowsAsync(agree({ operands, run: dilated(of), gradient: false }));
});
