import test from 'ava';
import fc from 'fast-check';
import { addCorrelations, addProducts } from './add-products.ts';
import { type RealFourier, realFourierOf } from './real-fourier.ts';
import { skewFourierOf } from './skew-fourier.ts';

const settings = { seed: 1, numRuns: 100 };
const size = fc.integer({ min: 1, max: 90 });
const rows = (n: number) => fc.float64Array({ minLength: n, maxLength: n, min: -1, max: 1, noNaN: true });
const both = size.chain((n) => fc.tuple(rows(n), rows(n)));
const number = fc.double({ min: -1, max: 1, noNaN: true });
const near = (a: Float64Array, b: Float64Array) =>
  a.length === b.length && a.every((x, i) => Math.abs(x - b[i]!) < 1e-11);

function spectrumOf(fourier: RealFourier, row: Float64Array): Float64Array {
  const spectrum = new Float64Array(2 * fourier.bins).fill(Number.NaN);
  fourier.forward(spectrum, 0, row, 0, row.length);
  return spectrum;
}

function rowOf(fourier: RealFourier, spectrum: Float64Array, count: number = fourier.n): Float64Array {
  const row = new Float64Array(count).fill(Number.NaN);
  fourier.inverse(row, 0, spectrum, 0, count);
  return row;
}

/** Σ over j of a[k - j]·b[j], where what passes the end comes in at the beginning times `wrap`. */
const convolved = (a: Float64Array, b: Float64Array, wrap: number) =>
  a.map((_, k) => b.reduce((sum, y, j) => sum + y * (j <= k ? a[k - j]! : wrap * a[a.length + k - j]!), 0));

/** Σ over j of a[j + k]·b[j], likewise. */
const correlated = (a: Float64Array, b: Float64Array, wrap: number) =>
  a.map((_, k) => b.reduce((sum, y, j) => sum + y * (j + k < a.length ? a[j + k]! : wrap * a[j + k - a.length]!), 0));

test('the spectrum of every size to 70 is the first half of the sums that define it', (t) => {
  for (let n = 1; n <= 70; n++) {
    const row = Float64Array.from({ length: n }, (_, i) => Math.sin(i * i + n));
    const expected = new Float64Array(2 * (Math.floor(n / 2) + 1));
    for (let k = 0; k < expected.length / 2; k++) {
      for (let j = 0; j < n; j++) {
        const angle = (-2 * Math.PI * ((j * k) % n)) / n;
        expected[2 * k]! += row[j]! * Math.cos(angle);
        expected[2 * k + 1]! += row[j]! * Math.sin(angle);
      }
    }
    t.true(near(spectrumOf(realFourierOf(n), row), expected), `${n}`);
  }
});

for (const [name, transform, wrap] of [
  ['circular', realFourierOf, 1],
  ['skew-circular', skewFourierOf, -1],
] as const) {
  test(`the ${name} transform is linear, and its inverse gives the numbers back`, (t) => {
    fc.assert(
      fc.property(both, number, ([x, y], factor) => {
        const fourier = transform(x.length);
        const [fx, fy] = [spectrumOf(fourier, x), spectrumOf(fourier, y)];
        const sum = fx.map((value, i) => value + factor * fy[i]!);
        t.true(near(rowOf(fourier, fx), x));
        t.true(
          near(
            rowOf(fourier, sum),
            x.map((value, i) => value + factor * y[i]!),
          ),
        );
      }),
      settings,
    );
  });

  test(`the product of two spectra is that of the ${name} convolution, and with a conjugate of the correlation`, (t) => {
    fc.assert(
      fc.property(both, ([a, b]) => {
        const fourier = transform(a.length);
        const { bins } = fourier;
        const [fa, fb] = [spectrumOf(fourier, a), spectrumOf(fourier, b)];
        const [product, correlation] = [new Float64Array(2 * bins), new Float64Array(2 * bins)];
        addProducts(product, 0, fa, 0, fb, 0, bins);
        addCorrelations(correlation, 0, fa, 0, fb, 0, bins);
        t.true(near(rowOf(fourier, product), convolved(a, b, wrap)));
        t.true(near(rowOf(fourier, correlation), correlated(a, b, wrap)));
      }),
      settings,
    );
  });

  test(`the ${name} transform reads and writes within arrays, and takes zeros for what is not there`, (t) => {
    fc.assert(
      fc.property(size.chain(rows), fc.nat(), (row, cut) => {
        const fourier = transform(row.length);
        const count = cut % (row.length + 1);
        const spectra = new Float64Array(2 * fourier.bins + 4).fill(9);
        const padded = Float64Array.from([7, ...row, 7]);
        fourier.forward(spectra, 2, padded, 1, count);
        t.deepEqual([...spectra.slice(0, 2), ...spectra.slice(-2)], [9, 9, 9, 9]);
        const cutRow = row.map((value, i) => (i < count ? value : 0));
        t.true(near(spectra.slice(2, -2), spectrumOf(fourier, cutRow)));
        const out = new Float64Array(row.length + 2).fill(9);
        fourier.inverse(out, 1, spectra, 2, count);
        t.true(near(out.slice(1, count + 1), row.slice(0, count)));
        t.true(out[0] === 9 && out.slice(count + 1).every((value) => value === 9));
      }),
      settings,
    );
  });
}

test('a spectrum keeps energy: twice that of all bins but those that are their own conjugates', (t) => {
  fc.assert(
    fc.property(size.chain(rows), (row) => {
      const n = row.length;
      const spectrum = spectrumOf(realFourierOf(n), row);
      let sum = 0;
      for (let i = 0; i < spectrum.length; i++) sum += (i < 2 || i >= n + (n % 2) ? 1 : 2) * spectrum[i]! ** 2;
      const energy = row.reduce((total, value) => total + value * value, 0);
      t.true(Math.abs(sum / n - energy) <= 1e-12 * (1 + energy));
    }),
    settings,
  );
});
