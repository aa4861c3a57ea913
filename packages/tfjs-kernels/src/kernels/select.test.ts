import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { agree, backends, whole } from '../parity/_parity.test.ts';

const settings = { seed: 1, numRuns: 50, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

const shape = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 });

test.serial('bools and whole numbers are selected as on cpu', async (t) => {
  await fc.assert(
    fc.asyncProperty(shape, fc.nat(1000), fc.constantFrom('bool', 'int32'), (lengths, seed, dtype) =>
      agree({
        operands: () => [0, 1, 2].map((i) => whole(lengths, 2, seed + i).cast(i === 0 ? 'bool' : dtype)),
        run: (condition, x, y) => tf.where(condition!, x!, y!),
        gradient: false,
      }),
    ),
    settings,
  );
  t.pass();
});
