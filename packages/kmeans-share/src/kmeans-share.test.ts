import { conformance, sampleTensor } from '@tensorpress/conformance';
import {
  compress,
  decode,
  estimate,
  isNode,
  isOf,
  type Model,
  type Node,
  type Tensor,
  type Tree,
  use,
  write,
} from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { kmeansShare } from './kmeans-share.ts';
import type { KmeansShareOptions } from './kmeans-share-options.ts';

const fixtures = new URL('../fixtures/', import.meta.url);

const map = (tensor: Tensor<'f32'>, f: (weight: number) => number): Tensor<'f32'> => ({
  ...tensor,
  data: tensor.data.map(f),
});
const sample = (shape: readonly number[], seed = 1): Tensor<'f32'> => {
  const tensor = sampleTensor('f32', shape, seed);
  if (!isOf(tensor, 'f32')) throw new Error('not f32');
  return tensor;
};
const pruned = map(sample([40, 30], 2), (weight) => (Math.abs(weight) < 0.15 ? 0 : weight));

for (const { title, run } of conformance(
  kmeansShare,
  [
    { tolerance: 0.1 },
    { options: { bits: 1, initialisation: 'density' }, tolerance: 0.7 },
    { options: { bits: 4, initialisation: 'optimal' }, tensor: pruned, tolerance: 0.1 },
    { options: { bits: 8, initialisation: 'kmeans++', scope: 'model' }, tolerance: 0.02 },
    { options: { bits: 9, lambda: 0.01 }, tolerance: 0.2 },
    { options: { bits: 16, keepZeros: false }, tolerance: 0 },
  ],
  { fixtures },
)) {
  test.serial(title, (t) => t.notThrowsAsync(run));
}

const registry = { get: async () => kmeansShare };
const where = () => true;

const f32 = (shape: readonly number[], data: Iterable<number>): Tensor<'f32'> => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from(data),
});

async function shared(
  weights: Model['weights'],
  options: Partial<KmeansShareOptions>,
): Promise<Readonly<Record<string, Node>>> {
  const model = await compress({ weights }, [use(kmeansShare, options, { where })]);
  return Object.fromEntries(
    Object.entries(model.weights).map(([name, tree]) => {
      if (!isNode(tree)) throw new Error(`${name} is left alone`);
      return [name, tree];
    }),
  );
}

const leafOf = (tree: Tree | undefined): Tensor => {
  if (!tree || isNode(tree)) throw new Error('not a leaf');
  return tree;
};

test('shares the values that the paper would, from a linear start by default', async (t) => {
  // The example of the paper's figure 3, four times over.
  const figure = [2.09, -0.98, 1.48, 0.09, 0.05, -0.14, -1.08, 2.12, -0.91, 1.92, 0, -1.03, 1.87, 0, 1.53, 1.49];
  const data = [...figure, ...figure, ...figure, ...figure];
  const { w } = await shared({ w: f32([8, 8], data) }, { bits: 2, keepZeros: false });
  const rounded = Array.from(leafOf(w!.parts.codebook).data, (x) => Math.round(x * 100) / 100);
  t.deepEqual(rounded, [-1, 0, 1.5, 2]);
  t.deepEqual([...leafOf(w!.parts.indices).data.slice(0, 16)], [3, 0, 2, 1, 1, 1, 0, 3, 0, 3, 1, 0, 3, 1, 2, 2]);
});

test('gives each weight the nearest value there is', async (t) => {
  const tensor = sample([50, 40]);
  for (const initialisation of ['linear', 'density', 'kmeans++', 'optimal'] as const) {
    const { w } = await shared({ w: tensor }, { bits: 5, initialisation });
    const codebook = leafOf(w!.parts.codebook).data;
    const decoded = await decode(w!, registry);
    t.true(codebook.length === 32 && codebook.every((x, i) => i === 0 || x > codebook[i - 1]!));
    tensor.data.forEach((x, i) => {
      const least = Math.min(...Array.from(codebook, (value) => Math.abs(value - x)));
      t.true(Math.abs(decoded.data[i]! - x) <= least + 1e-7);
    });
  }
});

test('loses nothing where there are no more values than it has bits for', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(fc.float({ noNaN: true, noDefaultInfinity: true }), { minLength: 1, maxLength: 16 }),
      fc.boolean(),
      async (values, keepZeros) => {
        const tensor = f32(
          [20, 20],
          Array.from({ length: 400 }, (_, i) => values[(i * i) % values.length]! + 0),
        );
        const { w } = await shared({ w: tensor }, { bits: 4, keepZeros });
        t.deepEqual(await decode(w!, registry), tensor);
        t.true(leafOf(w!.parts.codebook).data.length <= Math.max(1, new Set(values.map((x) => x + 0)).size));
      },
    ),
    { seed: 1, numRuns: 50 },
  );
});

test('takes no more bits than its values need', async (t) => {
  const bitsOf = async (values: number) => {
    const tensor = f32(
      [40, 30],
      Array.from({ length: 1200 }, (_, i) => 1 + (i % values)),
    );
    return leafOf((await shared({ w: tensor }, { bits: 9 })).w!.parts.indices);
  };
  t.is((await bitsOf(1)).bits, 1);
  t.is((await bitsOf(5)).bits, 3);
  const byte = await bitsOf(200);
  t.is(byte.dtype, 'u8');
  t.is(byte.bits, undefined);
  const long = await bitsOf(300);
  t.is(long.dtype, 'u16');
  t.is(long.bits, 9);
});

test('keeps zeros at zero, whatever becomes of the codebook', async (t) => {
  const tensor = pruned;
  for (const [initialisation, lambda] of [
    ['linear', 0],
    ['optimal', 0.02],
  ] as const) {
    const { w } = await shared({ w: tensor }, { bits: 3, initialisation, lambda });
    const { codebook, indices } = w!.parts;
    const trained = leafOf(codebook).data.map((x) => x + 1);
    t.true(trained.length <= 7);
    const node = { ...w!, parts: { codebook: f32([trained.length], trained), indices: indices! } };
    const decoded = await decode(node, registry);
    for (const [i, x] of tensor.data.entries()) t.is(decoded.data[i] === 0, x === 0);
  }
});

test('treats zero as any other value if told to', async (t) => {
  const { w } = await shared({ w: pruned }, { bits: 3, keepZeros: false });
  t.deepEqual(w!.header, {});
  t.is(leafOf(w!.parts.codebook).data.length, 8);
});

test('stores nothing but zeros as nothing but zeros', async (t) => {
  const tensor = f32([30, 20], Array(600).fill(0));
  const { w } = await shared({ w: tensor }, {});
  t.deepEqual(await decode(w!, registry), tensor);
  t.true((await write({ weights: w! && { w } })).length < 200);
});

test('shares one codebook between all tensors of a stage of scope model', async (t) => {
  const weights = { a: sample([40, 30], 1), b: pruned, c: sample([30, 20], 3) };
  const { a, b, c } = await shared(weights, { bits: 4, scope: 'model' });
  t.is(a!.parts.codebook, b!.parts.codebook);
  t.is(a!.parts.codebook, c!.parts.codebook);
  t.is(leafOf(a!.parts.codebook).data.length, 15);
  const decoded = await decode(b!, registry);
  for (const [i, x] of weights.b.data.entries()) t.is(decoded.data[i] === 0, x === 0);
  const all = f32([2, 1500], [...weights.a.data, ...weights.b.data, ...weights.c.data]);
  const { whole } = await shared({ whole: all }, { bits: 4 });
  t.deepEqual(whole!.parts.codebook, a!.parts.codebook);
});

test('depends on the seed where centroids are drawn, and nowhere else', async (t) => {
  const model = { weights: { w: sample([40, 30]) } };
  const run = (seed: number, initialisation: KmeansShareOptions['initialisation']) =>
    compress(model, [use(kmeansShare, { bits: 4, initialisation }, { seed })]);
  t.deepEqual(await run(1, 'kmeans++'), await run(1, 'kmeans++'));
  t.notDeepEqual(await run(1, 'kmeans++'), await run(2, 'kmeans++'));
  t.deepEqual(await run(1, 'linear'), await run(2, 'linear'));
});

test('a second run with fewer bits gives one node, not two', async (t) => {
  const model = { weights: { w: sample([40, 30]) } };
  const twice = await compress(model, [use(kmeansShare, { bits: 6 }), use(kmeansShare, { bits: 2 })]);
  const { w } = twice.weights;
  t.true(isNode(w!) && !isNode(w.parts.codebook!) && leafOf(w.parts.codebook).data.length === 4);
});

test('the file is never larger than the estimate', async (t) => {
  for (const scope of ['tensor', 'model'] as const) {
    const model = { weights: { a: sample([60, 50]), b: sample([50, 40], 2) } };
    const stages = [use(kmeansShare, { bits: 5, scope })];
    t.true((await write(await compress(model, stages))).length <= estimate(model, stages));
  }
});
