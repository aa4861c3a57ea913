import { sampleTensor } from '@tensorpress/conformance';
import { CodecError, type Ops, plainOps, sizeOf, type Tensor } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { type MultiHashHeader, slicePool } from './slice-pool.ts';

const tensor = (shape: readonly number[], data: Iterable<number>): Tensor => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from(data),
});
const one = tensor([1], [1]);

/** The pool, as the definitions have it. */
function poolOf(v: Tensor, u: Tensor, n: number, rank: number, kronecker: boolean): Float32Array {
  const d = Math.sqrt(n);
  const pool = new Float32Array(n * n);
  for (let at = 0; at < pool.length; at++) {
    const [i, j] = [Math.floor(at / n), at % n];
    for (let k = 0; k < rank; k++) {
      // L[i₁, j₁] and R[i₂, j₂] are rows and columns of v and u.
      const row = kronecker ? Math.floor(i / d) * d + Math.floor(j / d) : i;
      const column = kronecker ? (i % d) * d + (j % d) : j;
      pool[at]! += v.data[row * rank + k]! * u.data[k * n + column]!;
    }
  }
  return pool;
}

const shapes = fc.array(fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 4 }), { minLength: 1, maxLength: 8 });

test('slices of all shapes, one after the other, tile the pool', (t) => {
  fc.assert(
    fc.property(shapes, fc.integer({ min: 1, max: 4 }), fc.boolean(), (shapes, rank, kronecker) => {
      const size = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
      const n = kronecker ? Math.ceil(size ** 0.25) ** 2 : Math.ceil(Math.sqrt(size));
      const [v, u] = [sampleTensor('f32', [n, rank], 1), sampleTensor('f32', [rank, n], 2)];
      const expected = poolOf(v, u, n, rank, kronecker);
      let offset = 0;
      for (const [i, shape] of shapes.entries()) {
        const header = { offset, exponent: i - 3, n, rank, ...(kronecker && { pool: 'kronecker' as const }) };
        const slice = slicePool(plainOps, { v, u, scale: tensor([1], [i + 1]) }, header, shape);
        t.deepEqual(slice.shape, shape);
        const own = expected.subarray(offset, offset + sizeOf(shape));
        t.true(slice.data.every((value, at) => Math.abs(value - (i + 1) * 2 ** (i - 3) * own[at]!) < 1e-6 * 2 ** i));
        offset += sizeOf(shape);
      }
    }),
    { seed: 1 },
  );
});

test('makes only the rows of the pool that a slice has a part in', (t) => {
  const made: (readonly number[])[] = [];
  const ops: Ops<Tensor> = {
    ...plainOps,
    matMul: (a, b) => {
      const product = plainOps.matMul(a, b);
      made.push(product.shape);
      return product;
    },
  };
  const [v, u] = [sampleTensor('f32', [81, 2]), sampleTensor('f32', [2, 81])];
  slicePool(ops, { v, u, scale: one }, { offset: 80, exponent: 0, n: 81, rank: 2 }, [1]);
  slicePool(ops, { v, u, scale: one }, { offset: 80, exponent: 0, n: 81, rank: 2 }, [2]);
  slicePool(ops, { v, u, scale: one }, { offset: 81, exponent: 0, n: 81, rank: 2 }, [2, 81]);
  slicePool(ops, { v, u, scale: one }, { offset: 728, exponent: 0, n: 81, rank: 2, pool: 'kronecker' }, [2]);
  t.deepEqual(made, [
    [1, 81],
    [2, 81],
    [2, 81],
    [18, 81],
  ]);
});

test('a header of no pool that holds the slice is rejected before anything is computed', (t) => {
  const touched = (): never => {
    throw new Error('computes');
  };
  const ops = Object.fromEntries(Object.keys(plainOps).map((name) => [name, touched])) as unknown as Ops<Tensor>;
  const parts = { v: sampleTensor('f32', [9, 2]), u: sampleTensor('f32', [2, 9]), scale: one };
  const rejects = (header: object, shape: readonly number[] = [4, 5]) =>
    t.throws(
      () => slicePool(ops, parts, { offset: 0, exponent: 0, n: 9, rank: 2, ...header } as MultiHashHeader, shape),
      {
        instanceOf: CodecError,
      },
    );
  for (const offset of [undefined, null, -1, 0.5, 62, '1', 2 ** 60, Number.NaN]) rejects({ offset });
  for (const exponent of [undefined, null, 0.5, '1', 128, -150, -1e9]) rejects({ exponent });
  for (const n of [undefined, null, 0, -9, 4.5, '9', 4, 2 ** 17]) rejects({ n });
  for (const rank of [undefined, null, 0, -1, 1.5, '2']) rejects({ rank });
  for (const pool of [null, 'sum-product', 1, true]) rejects({ pool });
  rejects({ n: 8, pool: 'kronecker' });
  rejects({}, [0, 5]);
  rejects({}, [9, 10]);
});

test('factors of other sizes are rejected', (t) => {
  const header = { offset: 0, exponent: 0, n: 9, rank: 2 };
  const [v, u] = [sampleTensor('f32', [9, 2]), sampleTensor('f32', [2, 9])];
  t.notThrows(() => slicePool(plainOps, { v, u, scale: one }, header, [4, 5]));
  for (const parts of [
    { v: sampleTensor('f32', [8, 2]), u, scale: one },
    { v, u: sampleTensor('f32', [3, 9]), scale: one },
    { v, u, scale: tensor([2], [1, 1]) },
  ])
    t.throws(() => slicePool(plainOps, parts, header, [4, 5]));
});
