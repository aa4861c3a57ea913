import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { agree, backends, noisy } from '../parity/_parity.test.ts';

const settings = { seed: 1, numRuns: 50, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

test.serial('whole numbers and others are clipped as on cpu', async (t) => {
  const bound = fc.integer({ min: -9, max: 9 });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 40 }),
      bound,
      fc.nat(9),
      fc.nat(1000),
      fc.boolean(),
      (size, least, span, seed, int) =>
        agree({
          operands: () => [tf.mul(noisy([size], seed), 10).cast(int ? 'int32' : 'float32')],
          run: (x) => tf.clipByValue(x, least, least + span),
          gradient: false,
        }),
    ),
    settings,
  );
  t.pass();
});
