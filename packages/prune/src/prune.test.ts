import { conformance, sampleTensor } from '@tensorpress/conformance';
import {
  compress,
  decode,
  isNode,
  type Model,
  type Node,
  type Ops,
  OptionError,
  plainOps,
  type Tensor,
  type Tree,
  use,
} from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { prune } from './prune.ts';
import type { PruneOptions } from './prune-options.ts';

for (const { title, run } of conformance(
  prune,
  [
    { options: { sparsity: 0.3, scope: 'model' }, tolerance: 0.5 },
    { options: { threshold: 1 } },
    { options: { pattern: '2:4' }, tolerance: 0.8 },
    { options: { pattern: '5:16' } },
    { options: { sparsity: 0.75, block: [4, 5] }, tensor: sampleTensor('f32', [3, 3, 8, 16]) },
  ],
  {
    fixtures: new URL('../fixtures/', import.meta.url),
    rejects: [
      {},
      { sparsity: 0.5, threshold: 1 },
      { sparsity: 0.5, pattern: '2:4' },
      { pattern: '4:4' },
      { pattern: '0:4' },
      { pattern: '4:17' },
      { pattern: '2/4' },
      { pattern: '2:4', scope: 'model' },
      { pattern: '2:4', block: [2, 2] },
      { sparsity: 0.5, block: [2, 0] },
    ],
  },
)) {
  test.serial(title, (t) => t.notThrowsAsync(run));
}

const registry = { get: async () => prune };
const where = () => true;

const f32 = (shape: readonly number[], data: Iterable<number>): Tensor<'f32'> => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from(data),
});

async function pruned(weights: Model['weights'], options: PruneOptions): Promise<Readonly<Record<string, Node>>> {
  const model = await compress({ weights }, [use(prune, options, { where })]);
  return Object.fromEntries(
    Object.entries(model.weights).map(([name, tree]) => {
      if (!isNode(tree)) throw new Error(`${name} is not pruned`);
      return [name, tree];
    }),
  );
}

const leafOf = (tree: Tree | undefined): Tensor => {
  if (!tree || isNode(tree)) throw new Error('not a leaf');
  return tree;
};

const ramp = (size: number): number[] => Array.from({ length: size }, (_, i) => (i % 2 ? -1 : 1) * (i + 1));

test('a sparsity leaves exactly the largest weights, and those as they were', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.float32Array({ noNaN: true, noDefaultInfinity: true, minLength: 60, maxLength: 60 }),
      fc.double({ min: 0.5, max: 1, noNaN: true }),
      async (data, sparsity) => {
        const { w } = await pruned({ w: f32([6, 10], data) }, { sparsity });
        const decoded = await decode(w!, registry);
        const kept = [...decoded.data.keys()].filter((i) => decoded.data[i] !== 0);
        t.true(kept.every((i) => decoded.data[i] === data[i]));
        const magnitudes = [...data].map(Math.abs).sort((a, b) => b - a);
        t.deepEqual(
          kept.map((i) => Math.abs(data[i]!)).sort((a, b) => b - a),
          magnitudes.slice(0, 60 - Math.round(60 * sparsity)).filter((magnitude) => magnitude > 0),
        );
      },
    ),
    { seed: 8, numRuns: 50 },
  );
});

test('zeros that are there already are not stored', async (t) => {
  const data = ramp(400).map((value, i) => (i % 4 ? 0 : value));
  const { w } = await pruned({ w: f32([20, 20], data) }, { sparsity: 0 });
  t.is(leafOf(w!.parts.values).data.length, 100);
  t.deepEqual([...(await decode(w!, registry)).data], data);
});

test('a threshold counts in standard deviations of the tensor', async (t) => {
  const data = Array.from({ length: 1000 }, (_, i) => Math.sin(i) ** 3);
  const mean = data.reduce((a, b) => a + b) / 1000;
  const deviation = Math.sqrt(data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 1000);
  const { w } = await pruned({ w: f32([10, 100], data) }, { threshold: 1.25 });
  t.is(leafOf(w!.parts.values).data.length, data.filter((value) => Math.abs(value) > 1.25 * deviation).length);
});

test('in the scope of the model weights compete with those of other tensors, ties by their order', async (t) => {
  const large = f32([20, 20], ramp(400));
  const small = f32(
    [20, 20],
    ramp(400).map((value) => value / 2),
  );
  const weights = await pruned({ large, small }, { sparsity: 0.75, scope: 'model' });
  const counts = Object.values(weights).map((node) => leafOf(node.parts.values).data.length);
  const both = [...large.data, ...small.data].map(Math.abs).sort((a, b) => b - a);
  t.is(counts[0]! + counts[1]!, 200);
  t.is(counts[0], large.data.filter((value) => Math.abs(value) >= both[199]!).length);
  const same = await pruned(
    { first: f32([20, 20], Array(400).fill(1)), second: f32([20, 20], Array(400).fill(1)) },
    {
      sparsity: 0.5,
      scope: 'model',
    },
  ).catch(() => undefined);
  t.is(same, undefined, 'the first tensor stays whole, so it cannot become smaller');
});

test('in the scope of the model a threshold counts in deviations of all the weights', async (t) => {
  const large = f32([20, 20], ramp(400));
  const small = f32(
    [20, 20],
    ramp(400).map((value) => value / 1000),
  );
  const { small: none } = await pruned({ large, small }, { threshold: 1, scope: 'model' });
  t.is(leafOf(none!.parts.values).data.length, 0);
  t.true((await decode(none!, registry)).data.every((value) => value === 0));
});

test('2:4 leaves two of every four weights along the inputs', async (t) => {
  const { w } = await pruned({ w: sampleTensor('f32', [64, 10]) }, { pattern: '2:4' });
  const { data } = await decode(w!, registry);
  for (let column = 0; column < 10; column++) {
    for (let row = 0; row < 64; row += 4) {
      const group = [0, 1, 2, 3].map((i) => data[(row + i) * 10 + column]!);
      t.is(group.filter((value) => value !== 0).length, 2);
    }
  }
});

test('blocks go or stay as a whole, by their root mean square', async (t) => {
  const tensor = sampleTensor('f32', [30, 30]);
  const { w } = await pruned({ w: tensor }, { sparsity: 0.75, block: [4, 4] });
  const { data } = await decode(w!, registry);
  const norms: { norm: number; zero: boolean }[] = [];
  for (let top = 0; top < 30; top += 4) {
    for (let left = 0; left < 30; left += 4) {
      const block: number[] = [];
      for (let i = top; i < Math.min(top + 4, 30); i++)
        for (let j = left; j < Math.min(left + 4, 30); j++) block.push(i * 30 + j);
      const zero = block.every((i) => data[i] === 0);
      t.true(zero || block.every((i) => data[i] === tensor.data[i]));
      norms.push({ norm: Math.hypot(...block.map((i) => tensor.data[i]!)) / Math.sqrt(block.length), zero });
    }
  }
  t.is(norms.filter(({ zero }) => !zero).length, 64 - 48);
  const kept = norms.filter(({ zero }) => !zero).map(({ norm }) => norm);
  t.true(Math.min(...kept) >= Math.max(...norms.filter(({ zero }) => zero).map(({ norm }) => norm)));
});

test('other values move the weights that survived, and no others', async (t) => {
  const { w } = await pruned({ w: sampleTensor('f32', [40, 30]) }, { sparsity: 0.9 });
  const values = leafOf(w!.parts.values);
  const moved = { ...values, data: Float32Array.from(values.data, (value) => value + 10) };
  const before = await decode(w!, registry);
  const after = await decode({ ...w!, parts: { ...w!.parts, values: moved } }, registry);
  t.true(before.data.every((value, i) => after.data[i] === (value === 0 ? 0 : Math.fround(value + 10))));
});

test('the map of positions is made once, so that a trainer can cache it', async (t) => {
  const { w } = await pruned({ w: sampleTensor('f32', [40, 30]) }, { sparsity: 0.9 });
  const constants: unknown[] = [];
  const ops: Ops<Tensor> = {
    ...plainOps,
    tensor: (values, shape, dtype) => {
      constants.push(values);
      return plainOps.tensor(values, shape, dtype);
    },
  };
  const { values, positions } = w!.parts;
  const again = () =>
    prune.rebuild!<Tensor>(
      ops,
      { values: leafOf(values), positions: leafOf(positions) as Tensor<'u8'> },
      w!.header as never,
      { dtype: 'f32', shape: w!.shape },
      1,
    );
  again();
  again();
  t.is(constants.length, 4);
  t.is(constants[0], constants[2]);
  t.is(constants[1], constants[3]);
});

test('a second run at a higher sparsity gives one node, not two', async (t) => {
  const model = { weights: { w: sampleTensor('f32', [40, 30]) } };
  const once = await compress(model, [use(prune, { sparsity: 0.9 })]);
  const twice = await compress(model, [use(prune, { sparsity: 0.5 }), use(prune, { sparsity: 0.9 })]);
  t.deepEqual(twice, once);
});

test('values that a file held in a byte are still held in one', async (t) => {
  const grid = [0.25, -8] as const;
  const data = Array.from({ length: 400 }, (_, i) => ((i * 37) % 64) * grid[0] + grid[1]);
  const { w } = await pruned({ w: { ...f32([20, 20], data), bits: 6, grid } }, { sparsity: 0.9 });
  const { bits, grid: kept } = leafOf(w!.parts.values);
  t.deepEqual([bits, kept], [6, grid]);
});

test('says which options exclude each other', (t) => {
  const plan = (options: PruneOptions) => () => prune.plan({ dtype: 'f32', shape: [20, 20] }, options);
  t.throws(plan({}), {
    instanceOf: OptionError,
    message: /one of sparsity, threshold and pattern must be given, not none/,
  });
  t.throws(plan({ sparsity: 0.5, threshold: 1 }), { instanceOf: OptionError, message: /not sparsity and threshold/ });
});
