import { sampleTensor } from '@tensorpress/conformance';
import { type Context, plainOps, rootMeanSquare, type Tensor } from '@tensorpress/core';
import test from 'ava';
import { makePool } from './make-pool.ts';
import { slicePool } from './slice-pool.ts';

const sample = (shape: readonly number[], factor = 1, seed = 1): Tensor<'f32'> => {
  const tensor = sampleTensor('f32', shape, seed);
  return { ...tensor, data: tensor.data.map((value) => factor * value) };
};

const tensors = [sample([40, 30]), sample([30], 0), sample([30, 50], 0.2, 2), sample([50], 0, 2)];

async function slices(context: Context, pool: 'sum-product' | 'kronecker' = 'sum-product') {
  const made = await makePool(tensors, { rank: 12, pool }, context);
  return tensors.map((tensor) => {
    const encoding = made.get(tensor);
    if (!encoding) throw new Error('is left out');
    return { ...encoding, tensor: slicePool<Tensor>(plainOps, encoding.parts, encoding.header, tensor.shape) };
  });
}

test('a fresh pool has elements of a variance of 1, and slices as varied as their tensors', async (t) => {
  for (const pool of ['sum-product', 'kronecker'] as const) {
    const all = await slices({ fresh: true, seed: 5 }, pool);
    const { v, u } = all[0]!.parts;
    for (const factor of [v, u]) t.true(Math.abs(rootMeanSquare(factor.data) - 12 ** -0.25) < 1e-6);
    for (const at of [0, 2]) {
      const [found, given] = [all[at]!, tensors[at]!].map((each) =>
        rootMeanSquare('tensor' in each ? Float32Array.from(each.tensor.data) : each.data),
      );
      t.true(Math.abs(found! / given! - 1) < 0.15, `${found} ${given}`);
    }
  }
});

test('scales begin near 1, but those of zeros at 0, times the power of two of what comes before them', async (t) => {
  for (const fresh of [true, false]) {
    const all = await slices({ fresh });
    t.deepEqual(
      all.map(({ header }) => header.exponent),
      [-3, -3, -6, -6],
    );
    for (const at of [0, 2]) t.true(Math.abs(Math.log2(all[at]!.parts.scale.data[0]!)) < 0.6);
    for (const at of [1, 3]) t.is(all[at]!.parts.scale.data[0], 0);
  }
  const zeros = sample([20, 20], 0);
  const before = await makePool([zeros, tensors[0]!], { rank: 3, pool: 'sum-product' }, { fresh: true });
  t.is(before.get(zeros)?.header.exponent, -3);
});

test('zeros begin as zeros', async (t) => {
  for (const fresh of [true, false]) {
    const all = await slices({ fresh });
    for (const at of [1, 3]) t.true(all[at]!.tensor.data.every((value) => value === 0));
  }
});

test('a fitted pool is nearer to all tensors together the larger its rank, and exact at last', async (t) => {
  const some = [sample([12, 9]), sample([9], 3, 2), sample([9, 7], 0.1, 3)];
  for (const pool of ['sum-product', 'kronecker'] as const) {
    let last = Number.POSITIVE_INFINITY;
    for (const rank of [1, 3, 6, 16]) {
      const made = await makePool(some, { rank, pool }, {});
      let error = 0;
      for (const tensor of some) {
        const { parts, header } = made.get(tensor)!;
        const { data } = slicePool<Tensor>(plainOps, parts, header, tensor.shape);
        for (const [i, value] of tensor.data.entries()) error += (value - data[i]!) ** 2;
      }
      t.true(error < last);
      last = error;
    }
    t.true(last < 1e-6, `${pool} ${last}`);
  }
});

test('tensors too large for sums of products are left out, and leave no hole', async (t) => {
  const large = { ...tensors[0]!, data: tensors[0]!.data.map(() => 3e38) };
  const made = await makePool([large, ...tensors], { rank: 4, pool: 'sum-product' }, {});
  t.false(made.has(large));
  t.deepEqual(
    tensors.map((tensor) => made.get(tensor)?.header.offset),
    [0, 1200, 1230, 2730],
  );
  t.is((await makePool([large], { rank: 4, pool: 'sum-product' }, {})).size, 0);
});
