import { random } from '@tensorpress/core';
import test from 'ava';
import { flipAndShift } from './flip-and-shift.ts';

const side = 28;
const picture = Float32Array.from({ length: side * side }, (_, i) => i + 1);

function changed(...numbers: number[]): Float32Array {
  const to = new Float32Array(side * side).fill(7);
  flipAndShift(picture, to, () => numbers.shift()!);
  return to;
}

test('a picture may stay as it is, or be mirrored', (t) => {
  t.deepEqual(changed(0.5, 0.5, 0.5), picture);
  t.deepEqual(
    changed(0.4, 0.5, 0.5),
    picture.map((_, i) => picture[i - (i % side) + side - 1 - (i % side)]!),
  );
});

test('a picture moves by up to two pixels, and what comes in is 0', (t) => {
  const right = changed(0.5, 0.99, 0.5);
  t.deepEqual(right.subarray(0, 4), Float32Array.of(0, 0, 1, 2));
  t.is(right.at(-1), picture.at(-3));
  const up = changed(0.5, 0.5, 0);
  t.is(up[0], picture[2 * side]);
  t.true(up.subarray(-2 * side).every((value) => value === 0));
});

test('each of the fifty ways to change a picture comes as often as the others', (t) => {
  const counts = new Map<string, number>();
  const next = random(1);
  const to = new Float32Array(side * side);
  for (let i = 0; i < 5000; i++) {
    flipAndShift(picture, to, next);
    // Two pixels side by side tell where they are from, and which way round.
    const key = to.subarray(406, 408).join();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  t.is(counts.size, 50);
  t.true([...counts.values()].every((count) => Math.abs(count - 100) < 40));
});
