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

test.serial('bools and whole numbers are reversed as on cpu', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      shape,
      fc.nat(15),
      fc.nat(1000),
      fc.constantFrom('bool', 'int32'),
      (lengths, which, seed, dtype) => {
        const axes = [...lengths.keys()].filter((axis) => which & (1 << axis));
        return agree({
          operands: () => [whole(lengths, 2, seed).cast(dtype)],
          run: (x) => tf.reverse(x, axes),
          gradient: false,
        });
      },
    ),
    settings,
  );
  t.pass();
});
