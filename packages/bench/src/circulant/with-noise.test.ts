import type { Digits } from '@tensorpress/example-mnist';
import test from 'ava';
import { withNoise } from './with-noise.ts';

test('noise is where the digit is not, even, and by the seed alone', (t) => {
  const images = Float32Array.from({ length: 10 * 784 }, (_, i) => (i % 4 === 0 ? 1 : 0));
  const digits: Digits = { count: 10, images, labels: new Uint8Array(10) };
  const noisy = withNoise(digits, 1);
  t.true(noisy.images.every((pixel, i) => (i % 4 === 0 ? pixel === 1 : pixel >= 0 && pixel < 1)));
  const drawn = noisy.images.filter((_, i) => i % 4 !== 0);
  const mean = drawn.reduce((sum, pixel) => sum + pixel, 0) / drawn.length;
  const square = drawn.reduce((sum, pixel) => sum + pixel ** 2, 0) / drawn.length;
  t.true(Math.abs(mean - 1 / 2) < 0.02 && Math.abs(square - 1 / 3) < 0.02);
  t.deepEqual(withNoise(digits, 1).images, noisy.images);
  t.notDeepEqual(withNoise(digits, 2).images, noisy.images);
  t.is(images[1], 0);
});
