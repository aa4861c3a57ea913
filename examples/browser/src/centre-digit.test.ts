import test from 'ava';
import { centreDigit } from './centre-digit.ts';

/** A drawing of 100 × 100 with an upright stroke and a foot. */
function drawing(left: number, top: number, size: number): Float32Array {
  const ink = new Float32Array(100 * 100);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size / 2; x++) if (x < size / 5 || y > size * 0.8) ink[(top + y) * 100 + left + x] = 1;
  }
  return ink;
}

const centreOf = (pixels: Float32Array) => {
  const mass = pixels.reduce((sum, value) => sum + value, 0);
  const mean = (of: (i: number) => number) => pixels.reduce((sum, value, i) => sum + value * of(i), 0) / mass;
  return [mean((i) => (i % 28) + 0.5), mean((i) => Math.floor(i / 28) + 0.5)];
};

test('nothing drawn is nothing', (t) => {
  t.true(centreDigit(new Float32Array(100 * 100), 100).every((value) => value === 0));
});

test('a digit is as high as those of MNIST, with its centre of mass in the middle', (t) => {
  const pixels = centreDigit(drawing(7, 30, 60), 100);
  for (const centre of centreOf(pixels)) t.true(Math.abs(centre - 14) < 0.01, `${centre}`);
  const rows = Array.from({ length: 28 }, (_, y) =>
    pixels.subarray(28 * y, 28 * (y + 1)).some((value) => value > 0.01),
  );
  const height = rows.filter(Boolean).length;
  t.true(height === 20 || height === 21, `${height}`);
  t.true(pixels.every((value) => value >= 0 && value <= 1.000001));
});

test('where a digit is drawn, and how large, makes little difference', (t) => {
  const [one, other] = [centreDigit(drawing(2, 3, 80), 100), centreDigit(drawing(50, 40, 40), 100)];
  const apart = one.reduce((sum, value, i) => sum + Math.abs(value - other[i]!), 0);
  const mass = one.reduce((sum, value) => sum + value, 0);
  t.true(apart < 0.06 * mass, `${apart} of ${mass}`);
  const moved = centreDigit(drawing(40, 5, 40), 100);
  t.true(moved.every((value, i) => Math.abs(value - other[i]!) < 1e-5));
});
