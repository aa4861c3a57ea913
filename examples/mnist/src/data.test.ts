import test from 'ava';
import { holdOut, pixels, readDigits } from './data.ts';

test('reads ten thousand test digits with pixels in 0…1', (t) => {
  const { count, images, labels } = readDigits('test');
  t.is(count, 10_000);
  t.is(images.length, count * pixels);
  t.deepEqual(Array.from(labels.subarray(0, 10)), [7, 2, 1, 0, 4, 1, 4, 9, 5, 9]);
  t.is(Math.min(...images.subarray(0, pixels)), 0);
  t.is(Math.max(...images.subarray(0, 10 * pixels)), 1);
});

test('holdOut splits without overlap or loss, and copies nothing', (t) => {
  const digits = readDigits('test');
  const { training, validation } = holdOut(digits, 1000);
  t.deepEqual([training.count, validation.count], [9000, 1000]);
  t.deepEqual(validation.labels, digits.labels.subarray(9000));
  t.deepEqual(training.images.length + validation.images.length, digits.images.length);
  t.is(validation.images.buffer, digits.images.buffer);
});
