import test from 'ava';
import { balanced, componentNorms, contracted, rowProducts } from './factors.ts';

const a = { data: Float64Array.of(1, 2, 3, 4), m: 2, n: 2 };
const b = { data: Float64Array.of(1, 0, 2, 5, 0, 1), m: 3, n: 2 };

test('row products are those of each row with each', (t) => {
  t.deepEqual(rowProducts([a, b]), { data: Float64Array.of(1, 0, 2, 10, 0, 2, 3, 0, 6, 20, 0, 4), m: 6, n: 2 });
});

test('what is contracted is summed along an axis, times the row of its factor', (t) => {
  const x = { data: Float64Array.from({ length: 12 }, (_, i) => i), m: 6, n: 2 };
  t.deepEqual(contracted(x, a, true), {
    data: Float64Array.of(18, 30, 26, 42, 34, 54).map((_, at) => {
      const [j, k] = [at >> 1, at & 1];
      return x.data[j * 2 + k]! * a.data[k]! + x.data[(3 + j) * 2 + k]! * a.data[2 + k]!;
    }),
    m: 3,
    n: 2,
  });
  t.deepEqual(contracted(x, b, false).data, Float64Array.of(0 + 4 + 0, 0 + 15 + 5, 6 + 16 + 0, 0 + 45 + 11));
});

test('balancing keeps the sum but for its scale, and gives the vectors of a component one norm', (t) => {
  const [c, d] = balanced([a, b], 8);
  const [before, after] = [rowProducts([a, b]).data, rowProducts([c!, d!]).data];
  t.true(after.every((value, at) => Math.abs(value - 8 * before[at]!) < 1e-12));
  const [one, other] = [c!, d!].map((factor) => componentNorms([factor]));
  t.true(one!.every((norm, k) => Math.abs(norm - other![k]!) < 1e-12));
});
