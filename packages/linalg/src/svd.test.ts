import test from 'ava';
import fc from 'fast-check';
import { Matrix as MlMatrix, SingularValueDecomposition } from 'ml-matrix';
import {
  compose,
  type Doubles,
  distance,
  matrices,
  matrix,
  noise,
  single,
  skew,
  transpose,
  withSpectrum,
} from './_matrices.test.ts';
import { svd } from './svd.ts';

const options = { numRuns: 100, seed: 3 };

/** Singular values by rotations of columns, one pair at a time: slow, simple and exact. */
function jacobi(a: Doubles): number[] {
  const { data, m, n } = a.m < a.n ? transpose(a) : a;
  const scale = data.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const columns = Array.from({ length: n }, (_, j) =>
    Float64Array.from({ length: m }, (_, i) => data[i * n + j]! / scale),
  );
  const dot = (x: Float64Array, y: Float64Array) => x.reduce((sum, value, i) => sum + value * y[i]!, 0);
  for (let sweep = 0; sweep < 12; sweep++) {
    for (let p = 0; p < n; p++) {
      for (let q = p + 1; q < n; q++) {
        const [x, y] = [columns[p]!, columns[q]!];
        const angle = Math.atan2(2 * dot(x, y), dot(x, x) - dot(y, y)) / 2;
        const [c, s] = [Math.cos(angle), Math.sin(angle)];
        columns[p] = x.map((value, i) => c * value + s * y[i]!);
        columns[q] = y.map((value, i) => c * value - s * x[i]!);
      }
    }
  }
  return columns.map((column) => Math.sqrt(dot(column, column)) * scale).sort((x, y) => y - x);
}

const close = async (a: Doubles) => {
  const { u, s, vt } = await svd(a);
  const size = distance(a);
  return (
    u.m === a.m &&
    vt.n === a.n &&
    s.length === Math.min(a.m, a.n) &&
    s.every((value, i) => value >= 0 && value <= (s[i - 1] ?? Number.POSITIVE_INFINITY)) &&
    skew(u) < 1e-13 &&
    skew(transpose(vt)) < 1e-13 &&
    distance(compose({ u, s, vt }), a) <= 1e-13 * size
  );
};

test('factors are orthonormal and give the matrix back, whatever its kind', async (t) => {
  await fc.assert(fc.asyncProperty(matrices(24), close), options);
  t.pass();
});

test('factors of matrices that take several panels and halvings are orthonormal and give the matrix back', async (t) => {
  for (const [m, n] of [
    [97, 97],
    [70, 66],
    [40, 131],
    [210, 65],
  ] as const) {
    t.true(await close(noise(m, n, m)), `[${m}, ${n}]`);
  }
});

test('values agree with those of rotations', async (t) => {
  await fc.assert(
    fc.asyncProperty(matrices(12), async (a) => {
      const { s } = await svd(a);
      const wanted = jacobi(a);
      return s.every((value, i) => Math.abs(value - wanted[i]!) <= 1e-13 * (wanted[0]! || 1));
    }),
    options,
  );
  t.pass();
});

test('values agree with those of ml-matrix', async (t) => {
  // Not of matrices whose squares vanish or overflow.
  const moderate = matrices(12).filter(({ data }) =>
    data.every((value) => value === 0 || Math.abs(Math.log10(Math.abs(value))) < 60),
  );
  await fc.assert(
    fc.asyncProperty(moderate, async (a) => {
      const { s } = await svd(a);
      const { diagonal } = new SingularValueDecomposition(MlMatrix.from1DArray(a.m, a.n, a.data), {
        autoTranspose: true,
      });
      return s.every((value, i) => Math.abs(value - diagonal[i]!) <= 1e-13 * Math.max(s[0]!, diagonal[0]!));
    }),
    options,
  );
  t.pass();
});

test('clustered, repeated and vanishing values are found', async (t) => {
  for (const s of [
    Float64Array.from({ length: 80 }, (_, i) => 1 + (i >> 3) * 1e-14),
    Float64Array.from({ length: 80 }, () => 2),
    Float64Array.from({ length: 80 }, (_, i) => 10 ** (-i / 4)),
    Float64Array.from({ length: 80 }, (_, i) => (i < 5 ? 1 : 0)),
  ]) {
    const a = withSpectrum(90, 80, s);
    const found = await svd(a);
    const sorted = s.toSorted((x, y) => y - x);
    t.true(found.s.every((value, i) => Math.abs(value - sorted[i]!) < 1e-13 * sorted[0]!));
    t.true(skew(found.u) < 1e-13 && skew(transpose(found.vt)) < 1e-13);
    t.true(distance(compose(found), a) < 1e-13 * distance(a));
  }
});

test('values that are only rounding are zero', async (t) => {
  const s = Float64Array.of(3, 2, 1);
  const doubles = await svd(withSpectrum(40, 30, s));
  t.is(doubles.s.indexOf(0), 3);
  const singles = await svd(single(withSpectrum(40, 30, s)));
  t.is(singles.s.indexOf(0), 3);
});

test('signs do not depend on the sign of the matrix but in one factor', async (t) => {
  const a = noise(9, 6, 5);
  const one = await svd(a);
  const other = await svd(matrix(9, 6, (i, j) => -a.data[i * 6 + j]!));
  t.true(distance(one.u, other.u) < 1e-13);
  t.true(Math.abs(distance(one.vt, other.vt) - 2 * distance(one.vt)) < 1e-13);
  for (let j = 0; j < 6; j++) {
    const column = Array.from({ length: 9 }, (_, i) => one.u.data[i * 6 + j]!);
    t.true(Math.max(...column) >= -Math.min(...column));
  }
});

test('what is not a finite matrix is refused, and said which', async (t) => {
  const data = Float64Array.of(1, 2, 3, Number.NaN);
  await t.throwsAsync(svd({ data, m: 2, n: 2 }), {
    instanceOf: RangeError,
    message: 'svd: elements must be finite, not NaN',
  });
  await t.throwsAsync(svd({ data, m: 2, n: 3 }), { message: 'svd: a matrix [2, 3] must have 6 elements, not 4' });
  await t.throwsAsync(svd({ data, m: 0, n: 3 }), { message: 'svd: sizes must be positive integers, not 0 and 3' });
});
