import test from 'ava';
import fc from 'fast-check';
import { type Fourier, fourierOf } from './fourier.ts';

const settings = { seed: 1, numRuns: 100 };
const number = fc.double({ min: -1, max: 1, noNaN: true });
const numbers = (n: number) => fc.float64Array({ minLength: 2 * n, maxLength: 2 * n, min: -1, max: 1, noNaN: true });
const size = fc.integer({ min: 1, max: 100 });
const signal = size.chain(numbers);
const energy = (x: Float64Array) => x.reduce((sum, value) => sum + value * value, 0);

const run = (fourier: Fourier, data: Float64Array, inverse = false): Float64Array => {
  const out = new Float64Array(data.length).fill(Number.NaN);
  fourier(out, data, inverse);
  return out;
};

/** How far the farthest numbers are from each other. */
const distance = (a: Float64Array, b: Float64Array) =>
  a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), a.length === b.length ? 0 : Number.NaN);

function naive(data: Float64Array, inverse: boolean): Float64Array {
  const n = data.length / 2;
  const out = new Float64Array(2 * n);
  for (let k = 0; k < n; k++) {
    for (let j = 0; j < n; j++) {
      const angle = ((inverse ? 2 : -2) * Math.PI * ((j * k) % n)) / n;
      const [cos, sin, x, y] = [Math.cos(angle), Math.sin(angle), data[2 * j]!, data[2 * j + 1]!];
      out[2 * k]! += x * cos - y * sin;
      out[2 * k + 1]! += x * sin + y * cos;
    }
  }
  return inverse ? out.map((x) => x / n) : out;
}

test('the transform of every size to 70 is the sum that defines it, in both directions', (t) => {
  for (let n = 1; n <= 70; n++) {
    const data = Float64Array.from({ length: 2 * n }, (_, i) => Math.sin(i * i + n));
    for (const inverse of [false, true]) {
      t.true(distance(run(fourierOf(n), data, inverse), naive(data, inverse)) < 1e-11, `${n} ${inverse}`);
    }
  }
});

test('a large prime size keeps its precision', (t) => {
  const n = 4099;
  const data = new Float64Array(2 * n);
  data[2 * 1234] = 1;
  const spectrum = run(fourierOf(n), data);
  const angle = (-2 * Math.PI * ((1234 * 4000) % n)) / n;
  t.true(Math.abs(spectrum[8000]! - Math.cos(angle)) < 1e-11);
  t.true(Math.abs(spectrum[8001]! - Math.sin(angle)) < 1e-11);
});

test('the inverse transform gives the numbers back, in place too', (t) => {
  fc.assert(
    fc.property(signal, (data) => {
      const fourier = fourierOf(data.length / 2);
      const place = data.slice();
      fourier(place, place, false);
      fourier(place, place, true);
      return distance(run(fourier, run(fourier, data), true), data) < 1e-12 && distance(place, data) < 1e-12;
    }),
    settings,
  );
  t.pass();
});

test('the transform is linear', (t) => {
  fc.assert(
    fc.property(
      size.chain((n) => fc.tuple(numbers(n), numbers(n), number)),
      ([x, y, factor]) => {
        const fourier = fourierOf(x.length / 2);
        const both = run(
          fourier,
          x.map((value, i) => value + factor * y[i]!),
        );
        const [fx, fy] = [run(fourier, x), run(fourier, y)];
        return (
          distance(
            both,
            fx.map((value, i) => value + factor * fy[i]!),
          ) < 1e-11
        );
      },
    ),
    settings,
  );
  t.pass();
});

test('the transform keeps energy, n times (Parseval)', (t) => {
  fc.assert(
    fc.property(signal, (data) => {
      const n = data.length / 2;
      const [before, after] = [energy(data), energy(run(fourierOf(n), data)) / n];
      return Math.abs(after - before) <= 1e-12 * (1 + before);
    }),
    settings,
  );
  t.pass();
});
