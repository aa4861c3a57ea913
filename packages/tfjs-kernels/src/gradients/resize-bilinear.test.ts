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

test.serial('the gradient fits what was resized, from corners or from the centres of pixels', async (t) => {
  const length = fc.integer({ min: 1, max: 8 });
  const modes = fc.constantFrom('plain', 'alignCorners', 'halfPixelCenters');
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(length, length),
      fc.tuple(length, length),
      length,
      modes,
      ([height, width], size, many, mode) => {
        const run = (images: tf.Tensor): tf.Tensor =>
          tf.engine().runKernel(
            'ResizeBilinear',
            { images },
            {
              size,
              alignCorners: mode === 'alignCorners',
              halfPixelCenters: mode === 'halfPixelCenters',
            },
          );
        // The stock gradient of cpu mixes up height and width.
        const backend: BackendName = mode === 'halfPixelCenters' && many % 2 ? 'cpu' : 'wasm';
        return adjoint(() => noisy([Math.min(many, 3), height, width, many], 3), run, backend);
      },
    ),
    settings,
  );
  t.pass();
});
