import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { agree, backends, noisy } from '../parity/_parity.test.ts';
import { adjoint } from '../parity/_windows.test.ts';

const settings = { seed: 1, numRuns: 40, includeErrorInReport: true };

test.before(async () => {
  await backends();
  await install(tf);
});

const length = fc.integer({ min: 1, max: 9 });
const resizing = fc
  .record({
    batch: fc.integer({ min: 1, max: 3 }),
    from: fc.tuple(length, length),
    to: fc.tuple(length, length),
    channels: fc.integer({ min: 1, max: 5 }),
    mode: fc.constantFrom('plain', 'alignCorners', 'halfPixelCenters'),
    seed: fc.nat(1000),
  })
  .map(({ batch, from, to, channels, mode, seed }) => ({
    shape: [batch, ...from, channels],
    size: [...to],
    mode,
    seed,
    run: (images: tf.Tensor): tf.Tensor =>
      tf.engine().runKernel(
        'ResizeNearestNeighbor',
        { images },
        {
          size: [...to],
          alignCorners: mode === 'alignCorners',
          halfPixelCenters: mode === 'halfPixelCenters',
        },
      ),
  }));

test.serial(
  'the gradient fits what was resized, up and down, of several images, from whatever corners or centres',
  async (t) => {
    await fc.assert(
      fc.asyncProperty(resizing, ({ shape, seed, run }) => adjoint(() => noisy(shape, seed), run)),
      settings,
    );
    t.pass();
  },
);

test.serial('the gradient is that of cpu for one image', async (t) => {
  await fc.assert(
    fc.asyncProperty(resizing, async ({ shape: [, height = 1, width = 1, channels = 1], mode, size, seed, run }) => {
      // With these cpu does not come to an end, or leaves the centres out.
      const [tall = 1, wide = 1] = size;
      if (mode === 'halfPixelCenters' || (mode === 'alignCorners' && height === 1 && tall > 1)) return;
      if (mode === 'alignCorners' && width === 1 && wide > 1) return;
      await agree({ operands: () => [noisy([1, height, width, channels], seed)], run });
    }),
    settings,
  );
  t.pass();
});
