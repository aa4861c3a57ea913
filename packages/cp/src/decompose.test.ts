import { normal, random } from '@tensorpress/core';
import { svd } from '@tensorpress/linalg';
import test from 'ava';
import fc from 'fast-check';
import { layoutFor } from './cp-options.ts';
import { decompose } from './decompose.ts';
import { balanced, componentNorms, type Factors, rowProducts } from './factors.ts';
import type { Layout } from './layout.ts';

const square = (data: Iterable<number>): number => {
  let sum = 0;
  for (const value of data) sum += value ** 2;
  return sum;
};

const normals = (length: number, seed: number): Float64Array => {
  const next = random(seed);
  return Float64Array.from({ length }, () => normal(next));
};

const layoutOf = (window: readonly number[], inputs: number, outputs: number, rank: number, joint = false): Layout => {
  const sides = { window, places: window.reduce((a, b) => a * b), inputs, outputs };
  return layoutFor(sides, { rank, window: joint ? 'joint' : 'separable', sweeps: 1 });
};

/** Random factors of components of norm 1. */
function drawn({ axes, inputs, outputs, rank }: Layout, seed: number): Factors {
  const factors = [...axes, inputs, outputs].map((m, i) => ({ data: normals(m * rank, seed + i), m, n: rank }));
  const norms = componentNorms(factors);
  const unit = (factor: Factors[number]) => factor.data.map((value, at) => value / norms[at % rank]!);
  return balanced(factors.map((factor, i) => (i > 0 ? factor : { ...factor, data: unit(factor) })));
}

/** The sum of the components. */
function sumOf(factors: Factors): Float32Array {
  const { data, m, n } = rowProducts(factors);
  return Float32Array.from({ length: m }, (_, i) => data.subarray(i * n, i * n + n).reduce((a, b) => a + b));
}

function errorOf(kernel: Float32Array, factors: Factors): number {
  const near = sumOf(factors);
  return Math.sqrt(square(kernel.map((value, at) => value - near[at]!)) / square(kernel));
}

const work = { sweeps: 200, seed: 0 };

test('a sum of few components is found as it is', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom([3, 3], [2, 4], [5]),
      fc.integer({ min: 6, max: 14 }),
      fc.integer({ min: 6, max: 14 }),
      fc.integer({ min: 1, max: 4 }),
      fc.boolean(),
      fc.nat(1e6),
      async (window, inputs, outputs, rank, joint, seed) => {
        const layout = layoutOf(window, inputs, outputs, rank, joint);
        const kernel = sumOf(drawn(layout, seed));
        const error = errorOf(kernel, await decompose(kernel, layout, work));
        t.true(error < 1e-3, `${error}`);
      },
    ),
    { seed: 1, numRuns: 25 },
  );
});

test('more sweeps never make the fit worse', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.boolean(), fc.nat(1e6), async (rank, joint, seed) => {
      const layout = layoutOf([3, 3], 5, 6, rank, joint);
      const kernel = Float32Array.from(normals(270, seed));
      let last = 1;
      for (const sweeps of [1, 3, 10, 40]) {
        const error = errorOf(kernel, await decompose(kernel, layout, { ...work, sweeps }));
        t.true(error <= last + 1e-3, `${error} is above ${last}`);
        last = error;
      }
    }),
    { seed: 2, numRuns: 20 },
  );
});

test('no error is below that of the unfoldings, which a sum of so many components cannot have', async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.nat(1e6), async (rank, seed) => {
      const layout = layoutOf([3, 2], 6, 7, rank);
      const kernel = Float32Array.from(normals(252, seed));
      const error = errorOf(kernel, await decompose(kernel, layout, work));
      const { s } = await svd({ data: kernel, m: 36, n: 7 });
      t.true(error >= Math.sqrt(square(s.subarray(rank)) / square(s)) - 1e-6);
      t.true(error < 1);
    }),
    { seed: 3, numRuns: 20 },
  );
});

test('components do not grow while they cancel one another, and their vectors are of one norm', async (t) => {
  // It has rank 3, and there are sums of 2 that are as near as one likes, the nearer the greater their components.
  const [a, b] = [normals(8, 1), normals(8, 2)];
  const unit = (x: Float64Array, i: number) => x[i]! / Math.sqrt(square(x));
  const orthogonal = b.map((value, i) => value - unit(a, i) * b.reduce((sum, y, j) => sum + y * unit(a, j), 0));
  const at = (i: number, k: number) => unit(k ? orthogonal : a, i);
  const kernel = Float32Array.from({ length: 512 }, (_, n) => {
    const [i, j, k] = [n >> 6, (n >> 3) & 7, n & 7];
    return at(i, 1) * at(j, 0) * at(k, 0) + at(i, 0) * at(j, 1) * at(k, 0) + at(i, 0) * at(j, 0) * at(k, 1);
  });
  const factors = await decompose(kernel, layoutOf([8], 8, 8, 2), { ...work, sweeps: 500 });
  t.true(errorOf(kernel, factors) < 0.5);
  t.true(Math.sqrt(square(componentNorms(factors))) < 10 * Math.sqrt(square(kernel)));
  for (const k of [0, 1]) {
    const norms = factors.map(({ data, n }) => square(data.filter((_, at) => at % n === k)));
    t.true(norms.every((norm) => Math.abs(norm / norms[0]! - 1) < 1e-9));
  }
});

test('nothing is made of zeros, and cancelling stops the work', async (t) => {
  const layout = layoutOf([3, 3], 4, 5, 6);
  const factors = await decompose(new Float32Array(180), layout, work);
  t.true(sumOf(factors).every((value) => value === 0));
  const reason = new Error('cancelled');
  const kernel = Float32Array.from(normals(180, 1));
  await t.throwsAsync(decompose(kernel, layout, { ...work, signal: AbortSignal.abort(reason) }), { is: reason });
});
