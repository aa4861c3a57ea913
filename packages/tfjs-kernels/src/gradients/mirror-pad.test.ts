import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { type BackendName, backends, noisy } from '../parity/_parity.test.ts';
import { adjoint } from '../parity/_windows.test.ts';

const settings = { seed: 1, numRuns: 40, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

const either = fc.constantFrom<BackendName>('cpu', 'wasm');

test.serial('the gradient fits what was padded with its reflection', async (t) => {
  const axis = fc.record({ length: fc.integer({ min: 1, max: 5 }), before: fc.nat(5), after: fc.nat(5) });
  const modes = fc.constantFrom('reflect' as const, 'symmetric' as const);
  await fc.assert(
    fc.asyncProperty(fc.array(axis, { minLength: 1, maxLength: 4 }), modes, either, (axes, mode, backend) => {
      const paddings = axes.map(({ length, before, after }): [number, number] => {
        const most = mode === 'reflect' ? length - 1 : length;
        return [Math.min(before, most), Math.min(after, most)];
      });
      const shape = axes.map(({ length }) => length);
      return adjoint(
        () => noisy(shape, 3),
        (x) => tf.mirrorPad(x, paddings, mode),
        backend,
      );
    }),
    settings,
  );
  t.pass();
});
