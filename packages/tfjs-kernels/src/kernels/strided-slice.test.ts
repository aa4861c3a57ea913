import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { agree, backends, noisy, whole } from '../parity/_parity.test.ts';

const settings = { seed: 1, numRuns: 50, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

const axis = fc.record({
  length: fc.integer({ min: 1, max: 6 }),
  begin: fc.nat(5),
  stride: fc.integer({ min: 1, max: 3 }),
  back: fc.boolean(),
});

test.serial('slices are those of cpu and keep their type', async (t) => {
  const dtypes = fc.constantFrom('bool', 'int32', 'float32');
  await fc.assert(
    fc.asyncProperty(fc.array(axis, { minLength: 1, maxLength: 4 }), fc.nat(1000), dtypes, (axes, seed, dtype) => {
      const shape = axes.map(({ length }) => length);
      const begin = axes.map(({ length, begin, back }) => (back ? length - 1 : Math.min(begin, length - 1)));
      const end = axes.map(({ length, back }) => (back ? -length - 1 : length));
      const strides = axes.map(({ stride, back }) => (back ? -stride : stride));
      return agree({
        operands: () => [
          dtype === 'float32' ? noisy(shape, seed) : whole(shape, dtype === 'bool' ? 2 : 1000, seed).cast(dtype),
        ],
        run: (x) => tf.stridedSlice(x, begin, end, strides),
        gradient: false,
      });
    }),
    settings,
  );
  t.pass();
});
