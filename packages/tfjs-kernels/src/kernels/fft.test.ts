import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { slopes } from '../parity/_differences.test.ts';
import { agree, backends, noisy } from '../parity/_parity.test.ts';

const settings = { seed: 1, numRuns: 10, includeErrorInReport: true };
const given = fc.record({
  batch: fc.array(fc.integer({ min: 1, max: 3 }), { maxLength: 2 }),
  n: fc.integer({ min: 1, max: 17 }),
  seed: fc.nat(9999),
});

test.before(async () => {
  await backends();
  await install(tf);
});

const parts = (z: tf.Tensor) => tf.stack([tf.real(z), tf.imag(z)]);

const complexLaws: Readonly<Record<string, (z: tf.Tensor) => tf.Tensor>> = {
  fft: (z) => tf.spectral.fft(z),
  ifft: (z) => tf.spectral.ifft(z),
  'a filter in the frequencies': (z) => {
    const filter = tf.add(z, tf.onesLike(z));
    return tf.spectral.ifft(tf.mul(tf.spectral.fft(z), filter));
  },
};

for (const [name, law] of Object.entries(complexLaws)) {
  test.serial(`${name} of any size and batch gives the same on both backends, forwards and backwards`, async (t) => {
    await fc.assert(
      fc.asyncProperty(given, ({ batch, n, seed }) =>
        agree({
          operands: () => [noisy([...batch, n], seed), noisy([...batch, n], seed + 1)],
          run: (a, b) => parts(law(tf.complex(a!, b!))),
        }),
      ),
      settings,
    );
    t.pass();
  });
}

/** Functions of real signals [batch, n]. */
const realLaws: Readonly<Record<string, (x: tf.Tensor) => tf.Tensor>> = {
  rfft: (x) => parts(tf.spectral.rfft(x)),
  'rfft, cropped': (x) => parts(tf.spectral.rfft(x, 3)),
  'rfft, padded': (x) => parts(tf.spectral.rfft(x, 12)),
  'power spectrum': (x) => tf.square(tf.abs(tf.spectral.rfft(x))),
  irfft: (x) => tf.spectral.irfft(tf.complex(x, x.square())),
  'irfft of rfft': (x) => tf.spectral.irfft(tf.spectral.rfft(x)),
  stft: (x) => parts(tf.signal.stft(x.as1D(), 5, 2)),
};

for (const [name, law] of Object.entries(realLaws)) {
  test.serial(
    `${name} gives the same on both backends, forwards and backwards, with the slope of its differences`,
    async (t) => {
      await fc.assert(
        fc.asyncProperty(
          fc.record({
            shape: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 5, max: 9 })),
            seed: fc.nat(9999),
          }),
          async ({ shape, seed }) => {
            await agree({ operands: () => [noisy(shape, seed)], run: (x) => law(x!) });
            await slopes({ shapes: [shape], run: (x) => law(x!), seed });
          },
        ),
        { ...settings, numRuns: 4 },
      );
      t.pass();
    },
  );
}

test.serial('circular convolution through the frequencies is trained as the sum of products is', async (t) => {
  const through = (x: tf.Tensor, w: tf.Tensor) => {
    const [a, b] = [x, w].map((y) => tf.spectral.fft(tf.complex(y, tf.zerosLike(y))));
    return tf.real(tf.spectral.ifft(tf.mul(a!, b!)));
  };
  const direct = (x: tf.Tensor, w: tf.Tensor) => {
    const rows = [0, 1, 2, 3, 4, 5].map((i) =>
      tf.gather(
        w,
        tf.tensor1d(
          [0, 1, 2, 3, 4, 5].map((j) => (i - j + 6) % 6),
          'int32',
        ),
        0,
      ),
    );
    return tf.matMul(x, tf.stack(rows), false, true);
  };
  await agree({ operands: () => [noisy([2, 6], 1), noisy([6], 2)], run: (x, w) => through(x!, w!.as2D(1, 6)) });
  await slopes({ shapes: [[2, 6], [6]], run: (x, w) => through(x!, w!.as2D(1, 6)), seed: 3 });
  tf.tidy(() => {
    const [x, w] = [noisy([2, 6], 1), noisy([6], 2)];
    const distance = tf.max(tf.abs(tf.sub(through(x, w), direct(x, w)))).dataSync()[0]!;
    t.true(distance < 1e-5);
  });
});
