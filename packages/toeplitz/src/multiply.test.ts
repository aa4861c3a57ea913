import { type Ops, plainOps, type Tensor } from '@tensorpress/core';
import { svd } from '@tensorpress/linalg';
import test from 'ava';
import fc from 'fast-check';
import { close, matrixOf, multiply, noiseTensor, transpose } from './_matrices.test.ts';
import { type Form, formOf, type Operators } from './form.ts';
import { multiplier, rebuildMatrix, type Values } from './multiply.ts';

const learned: readonly Operators[] = ['subdiagonal', 'tridiagonal'];

/** Parts of a form, with operators some way from Z₁ and Z₋₁. */
const partsOf = ({ rank, bands, size }: Form, seed: number): Values<Tensor<'f32'>> => {
  const part = (seed: number) => {
    const tensor = noiseTensor([rank + bands, size], seed);
    return { ...tensor, data: tensor.data.map((value, at) => (at < rank * size ? value : 0.2 * value)) };
  };
  return { g: part(seed), h: part(seed + 1) };
};

/** The operator that a part has below its generators, as a matrix. */
function operatorOf({ data }: Tensor<'f32'>, { rank, bands, size }: Form, corner: number): Float64Array {
  const more = (band: number, j: number) => (band < bands ? data[(rank + band) * size + j]! : 0);
  const operator = new Float64Array(size * size);
  for (let j = 0; j < size; j++) {
    operator[j * size + ((j + size - 1) % size)]! += (j === 0 ? corner : 1) + more(0, j);
    operator[j * size + j]! += more(1, j);
    operator[j * size + ((j + 1) % size)]! += more(2, j);
  }
  return operator;
}

const cases = fc.record({
  m: fc.integer({ min: 1, max: 10 }),
  n: fc.integer({ min: 1, max: 10 }),
  rank: fc.integer({ min: 1, max: 3 }),
  operators: fc.constantFrom<Operators>('cyclic', ...learned),
  seed: fc.nat(1e6),
});

test('the matrix is the sum of products of Krylov matrices, for all operators', (t) => {
  fc.assert(
    fc.property(cases, ({ m, n, rank, operators, seed }) => {
      const form = formOf(m, n, { rank, operators });
      const { size } = form;
      const parts = partsOf(form, seed);
      const krylov = (part: Tensor<'f32'>, i: number, corner: number) => {
        const operator = operatorOf(part, form, corner);
        const columns = [Float64Array.from(part.data.subarray(i * size, (i + 1) * size))];
        while (columns.length < size) columns.push(Float64Array.from(multiply(operator, columns.at(-1)!, size)));
        return matrixOf(size, size, (j, k) => columns[k]![j]!);
      };
      const whole = new Float64Array(size * size);
      for (let i = 0; i < rank; i++) {
        const product = multiply(krylov(parts.g, i, 1), transpose(krylov(parts.h, i, -1), size), size);
        for (const [at, value] of product.entries()) whole[at]! += value;
      }
      const found = rebuildMatrix<Tensor>(plainOps, parts, form);
      t.deepEqual([...found.shape], [m, n]);
      t.true(
        close(
          Float32Array.from(found.data),
          matrixOf(m, n, (i, j) => whole[i * size + j]!),
          1e-5,
        ),
      );
    }),
    { seed: 1, numRuns: 200 },
  );
});

test('the displacement has the rank that it was given, or twice that for three diagonals', async (t) => {
  const [size, rank] = [20, 2];
  for (const operators of ['cyclic', ...learned] as const) {
    const form = formOf(size, size, { rank, operators });
    const parts = partsOf(form, 1);
    const matrix = Float64Array.from(rebuildMatrix<Tensor>(plainOps, parts, form).data);
    const [a, b] = [operatorOf(parts.g, form, 1), operatorOf(parts.h, form, -1)];
    const moved = multiply(multiply(a, matrix, size), transpose(b, size), size);
    const { s } = await svd({ data: matrix.map((value, at) => value - moved[at]!), m: size, n: size });
    const found = s.filter((value) => value > 1e-5 * s[0]!).length;
    t.is(found, operators === 'tridiagonal' ? 2 * rank : rank, operators);
    const { s: own } = await svd({ data: matrix, m: size, n: size });
    t.true(own[size - 1]! > 1e-5 * own[0]!, `the matrix itself, for ${operators}, is singular`);
  }
});

test('x times the matrix is what multiplying gives, for few rows and for many', (t) => {
  fc.assert(
    fc.property(cases, fc.constantFrom(1, 2, 40), ({ m, n, rank, operators, seed }, rows) => {
      const form = formOf(m, n, { rank, operators });
      const parts = partsOf(form, seed);
      const x = noiseTensor([rows, m], seed + 2);
      const found = multiplier<Tensor>(plainOps, parts, form)(rows)(x);
      const expected = plainOps.matMul(x, rebuildMatrix<Tensor>(plainOps, parts, form));
      t.deepEqual(found.shape, expected.shape);
      t.true(close(Float32Array.from(found.data), Float32Array.from(expected.data), 1e-5));
    }),
    { seed: 2, numRuns: 200 },
  );
});

test('few rows are multiplied without the matrix, and what many need is made once', (t) => {
  const [m, n] = [256, 200];
  for (const [operators, few, many] of [
    ['cyclic', 1, 4000],
    ['tridiagonal', 1, 400],
  ] as const) {
    const made: string[] = [];
    const noted = (product: Tensor) => {
      made.push(`${product.shape}`);
      return product;
    };
    const ops: Ops<Tensor> = {
      ...plainOps,
      matMul: (...operands) => noted(plainOps.matMul(...operands)),
      apply: (...operands) => noted(plainOps.apply(...operands)),
    };
    const form = formOf(m, n, { rank: 2, operators });
    const parts = partsOf(form, 1);
    const ready = multiplier<Tensor>(ops, parts, form);
    const short = ready(few);
    const before = made.length;
    for (let call = 0; call < 2; call++) short(noiseTensor([few, m], 2));
    t.false(made.includes(`${m},${n}`), operators);
    t.true(before > 0 && made.slice(before).every((shape) => shape.startsWith(`${few},`)), operators);
    const long = ready(many);
    t.is(made.filter((shape) => shape === `${m},${n}`).length, 1, operators);
    t.deepEqual([...long(noiseTensor([many, m], 3)).shape], [many, n]);
  }
});
