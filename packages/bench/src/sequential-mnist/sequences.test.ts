import { pixels } from '@tensorpress/example-mnist';
import test from 'ava';
import { pick, sequencesOf, split } from './sequences.ts';
import { sizes } from './sizes.ts';

/** Digits whose pixels are all different. */
function digits(count: number) {
  const images = Float32Array.from({ length: count * pixels }, (_, i) => i / (count * pixels));
  return { count, images, labels: new Uint8Array(count) };
}

const normal = (pixel: number) => Math.fround((pixel - 0.1307) / 0.3081);

test('the top half of a digit is the input, row by row, and the bottom half the target', (t) => {
  const all = digits(3);
  const { count, steps, inputs, targets } = sequencesOf(all, sizes.full);
  t.deepEqual([count, steps, inputs.length, targets.length], [3, 392, 3 * 392, 3 * 392]);
  for (let digit = 0; digit < 3; digit++) {
    for (let i = 0; i < 392; i++) {
      t.is(inputs[digit * 392 + i], normal(all.images[digit * pixels + i]!));
      t.is(targets[digit * 392 + i], normal(all.images[digit * pixels + 392 + i]!));
    }
  }
});

test('the small size has averages over squares of four pixels', (t) => {
  const all = digits(2);
  const { steps, inputs, targets } = sequencesOf(all, sizes.small);
  const average = (corner: number) => [0, 1, 28, 29].reduce((sum, offset) => sum + all.images[corner + offset]!, 0) / 4;
  t.is(steps, 98);
  t.is(inputs[0], normal(average(0)));
  t.is(inputs[98 + 15], normal(average(pixels + 2 * 28 + 2)));
  t.is(targets[0], normal(average(14 * 28)));
  t.is(targets[97], normal(average(pixels - 30)));
});

test('a fifth is for validation, and no digit is in both parts or left out', (t) => {
  const all = {
    count: 50,
    steps: 1,
    inputs: Float32Array.from({ length: 50 }, (_, i) => i),
    targets: new Float32Array(50),
  };
  const { training, validation } = split(all);
  t.deepEqual([training.count, validation.count], [40, 10]);
  t.deepEqual(Float32Array.of(...training.inputs, ...validation.inputs).sort(), all.inputs);
  t.notDeepEqual(
    [...training.inputs],
    [...training.inputs].sort((a, b) => a - b),
    'they are in the old order',
  );
  t.deepEqual(split(all), { training, validation });
});

test('sequences are picked with their targets', (t) => {
  const all = {
    count: 3,
    steps: 2,
    inputs: Float32Array.of(0, 1, 2, 3, 4, 5),
    targets: Float32Array.of(0, -1, -2, -3, -4, -5),
  };
  const { count, inputs, targets } = pick(all, Uint32Array.of(2, 0));
  t.deepEqual([count, ...inputs, ...targets], [2, 4, 5, 0, 1, -4, -5, 0, -1]);
});
