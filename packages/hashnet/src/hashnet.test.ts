import { conformance, sampleTensor } from '@tensorpress/conformance';
import {
  CodecError,
  type Context,
  compress,
  createRegistry,
  decode,
  estimate,
  isNode,
  type Model,
  type Node,
  type Ops,
  plainOps,
  sizesOf,
  type Tensor,
  type Tree,
  unfolder,
  use,
} from '@tensorpress/core';
import test from 'ava';
import { hashnet } from './hashnet.ts';
import type { HashnetOptions } from './hashnet-options.ts';

for (const { title, run } of conformance(
  hashnet,
  [
    // Of entries with nothing in common, k weights for mn entries hold k/mn of the sum of squares.
    { options: { ratio: 0.25 }, tolerance: 0.9 },
    { options: { ratio: 1 / 64 }, tolerance: 0.999 },
    { options: { buckets: 200, bias: true }, tolerance: 0.95 },
    { title: 'of a convolution', options: { ratio: 0.5 }, tensor: sampleTensor('f32', [3, 3, 6, 8]), tolerance: 0.75 },
  ],
  {
    fixtures: new URL('../fixtures/', import.meta.url),
    rejects: [{}, { ratio: 0.5, buckets: 100 }, { ratio: 0 }, { ratio: 1 }],
  },
)) {
  test.serial(title, (t) => t.notThrowsAsync(run));
}

const registry = createRegistry({ hashnet: async () => hashnet });
const where = () => true;

const sample = (shape: readonly number[], seed = 1) => sampleTensor('f32', shape, seed);

const hashed = async (
  weights: Model['weights'],
  options: Partial<HashnetOptions>,
  context: Context = {},
): Promise<Model['weights']> => (await compress({ weights }, [use(hashnet, options, { where, ...context })])).weights;

const nodeOf = (tree: Tree | undefined): Node => {
  if (!tree || !isNode(tree)) throw new Error('not a node');
  return tree;
};

const leafOf = (tree: Tree | undefined): Tensor => {
  const { w } = nodeOf(tree).parts;
  if (!w || isNode(w)) throw new Error('not a leaf');
  return w;
};

const rootMeanSquare = ({ data }: Tensor): number =>
  Math.sqrt(Array.from(data, (value) => value ** 2).reduce((sum, square) => sum + square, 0) / data.length);

test('stores as many weights as the paper counts, and a bias with those of its kernel', async (t) => {
  const weights = { first: sample([784, 1000]), bias: sample([1000]), last: sample([1000, 10]), end: sample([10]) };
  for (const [share, stored] of [
    [8, 99_376],
    [64, 12_422],
  ] as const) {
    const { first, bias, last } = await hashed(weights, { ratio: 1 / share, bias: true });
    t.is(leafOf(first).data.length + leafOf(last).data.length, stored);
    t.is(leafOf(bias), leafOf(first));
    t.not(leafOf(last), leafOf(first));
  }
});

test('a bias is row 0 of the matrix whose other rows are the kernel', async (t) => {
  const [kernel, bias] = [sample([20, 80]), sample([80], 2)];
  const { kernel: rows, bias: row } = await hashed({ kernel, bias }, { buckets: 400, bias: true });
  const { header } = nodeOf(rows);
  t.deepEqual(nodeOf(row).header, { ...header, row: 0 });
  const whole: Node = { ...nodeOf(rows), shape: [21, 80], header: { ...header, row: 0 } };
  const { data } = await decode(whole, registry);
  t.deepEqual((await decode(row!, registry)).data, data.slice(0, 80));
  t.deepEqual((await decode(rows!, registry)).data, data.slice(80));
});

test('what a kernel and its bias share is fitted to both', async (t) => {
  const [kernel, bias] = [sample([20, 80]), sample([80], 2)];
  const errorWith = async (weights: Model['weights'], w: Tensor) => {
    let error = 0;
    for (const [name, tensor] of Object.entries({ kernel, bias })) {
      const { data } = await decode({ ...nodeOf(weights[name]), parts: { w } }, registry);
      for (const [at, value] of data.entries()) error += (value - tensor.data[at]!) ** 2;
    }
    return error;
  };
  const both = await hashed({ kernel, bias }, { buckets: 400, bias: true });
  const alone = await hashed({ kernel }, { buckets: 400 });
  t.deepEqual(nodeOf(alone.kernel).header, nodeOf(both.kernel).header);
  t.true((await errorWith(both, leafOf(both.kernel))) < (await errorWith(both, leafOf(alone.kernel))));
});

test('a bias costs next to nothing in the file, and is estimated at no less', async (t) => {
  const weights = { kernel: sample([100, 80]), bias: sample([80], 2) };
  const total = async (options: Partial<HashnetOptions>) => {
    const model = { weights: await hashed(weights, options) };
    const { total } = await sizesOf(model);
    t.true(total <= estimate({ weights }, [use(hashnet, options, { where })]));
    return total;
  };
  t.true((await total({ buckets: 800, bias: true })) < (await total({ buckets: 800 })) - 80 * 4 + 80);
  t.true((await total({ ratio: 0.1, bias: true })) < (await total({ ratio: 0.1 })) - 80 * 4 + 80 + 8 * 4);
});

test('only a vector of as many entries, right after its matrix, is a bias', async (t) => {
  const weights = { early: sample([80]), kernel: sample([30, 80]), bias: sample([80]), late: sample([80]) };
  const notes = new Map<string, string>();
  const note = async (options: Partial<HashnetOptions>, of: Model['weights'] = weights) => {
    notes.clear();
    await hashed(of, options, { onProgress: ({ path, note }) => path && note && notes.set(path, note) });
    return Object.fromEntries(notes);
  };
  const astray = 'is a vector, and does not come right after a matrix with as many columns';
  t.deepEqual(await note({ ratio: 0.2, bias: true }), { early: astray, late: astray });
  t.deepEqual(await note({ ratio: 0.2, bias: true }, { kernel: weights.kernel, other: sample([30]) }), {
    other: astray,
  });
  t.deepEqual(await note({ ratio: 0.2 }), { early: 'is no matrix', bias: 'is no matrix', late: 'is no matrix' });
});

test('what is left alone is told why', async (t) => {
  const note = async (shape: readonly number[], options: Partial<HashnetOptions>) => {
    const tensor = sample(shape);
    let told = '';
    const { w } = await hashed({ w: tensor }, options, {
      onProgress: ({ note }) => {
        told = note ?? told;
      },
    });
    t.is(w, tensor);
    return told;
  };
  t.is(await note([20, 30], { buckets: 600 }), '600 buckets would not be smaller than 20 × 30 dense');
  t.is(await note([20, 30], { ratio: 0.99, bias: true }), '624 buckets would not be smaller than 20 × 30 dense');
  t.is(await note([20, 30], { buckets: 599 }), 'would not be smaller');
  t.is(await note([], { ratio: 0.5 }), 'is no matrix');
  t.is(await note([20, 0], { ratio: 0.5 }), 'holds nothing');
});

test('each tensor hashes in its own way, and so does each seed', async (t) => {
  const tensor = sample([40, 30]);
  const weights = { a: tensor, b: { ...tensor }, c: { ...tensor } };
  const seeds = new Set<unknown>();
  for (const seed of [0, 1, 2]) {
    const result = await hashed(weights, { ratio: 0.1 }, { seed });
    for (const tree of Object.values(result)) seeds.add(nodeOf(tree).header.seed);
  }
  t.is(seeds.size, 9);
});

test('a fresh model begins with weights as varied as those of its kernels, whatever its biases are', async (t) => {
  const weights = { kernel: sample([200, 150]), bias: { ...sample([150]), data: new Float32Array(150) } };
  const { kernel, bias } = await hashed(weights, { ratio: 0.2, bias: true }, { fresh: true });
  t.is(leafOf(bias), leafOf(kernel));
  const expected = rootMeanSquare(weights.kernel);
  for (const tensor of [leafOf(kernel), await decode(kernel!, registry), await decode(bias!, registry)]) {
    t.true(Math.abs(rootMeanSquare(tensor) / expected - 1) < 0.15);
  }
});

test('a second run encodes anew what the first has encoded', async (t) => {
  const weights = { kernel: sample([40, 30]) };
  const first = await hashed(weights, { ratio: 0.5 });
  const { kernel } = await hashed(first, { ratio: 0.1 });
  t.is(leafOf(kernel).data.length, 120);
});

test('a rebuild gives its backend the same constants each time', async (t) => {
  const { kernel, bias } = await hashed({ kernel: sample([40, 60]), bias: sample([60]) }, { ratio: 0.2, bias: true });
  for (const tree of [kernel, bias]) {
    const { rebuild, leaves } = await unfolder(registry)(tree!);
    t.is(leaves.length, 1);
    const given: unknown[][] = [];
    for (let round = 0; round < 2; round++) {
      const constants: unknown[] = [];
      const tensor: Ops<Tensor>['tensor'] = (values, shape, dtype) => {
        constants.push(values);
        return plainOps.tensor(values, shape, dtype);
      };
      rebuild<Tensor>({ ...plainOps, tensor }, (leaf) => leaf);
      given.push(constants);
    }
    t.true(given[0]!.length > 0 && given[0]!.every((constant, at) => constant === given[1]![at]));
  }
});

test('a node that no encoder made is rejected before its indices are computed', async (t) => {
  const node = nodeOf((await hashed({ kernel: sample([40, 30]) }, { buckets: 100 })).kernel);
  const { k, seed } = node.header;
  const message = async (change: Partial<Node>) =>
    (await t.throwsAsync(decode({ ...node, ...change }, registry), { instanceOf: CodecError }))?.message;
  t.is(await message({ header: { k: 0, seed: seed! } }), 'hashnet: k must be 1 to 2^30, not 0');
  t.is(await message({ header: { k: 2 ** 30 + 1, seed: seed! } }), 'hashnet: k must be 1 to 2^30, not 1073741825');
  t.is(await message({ header: { k: k! } }), 'hashnet: seed must be a u32, not undefined');
  t.is(await message({ header: { k: k!, seed: 2 ** 32 } }), 'hashnet: seed must be a u32, not 4294967296');
  t.is(await message({ header: { k: k!, seed: -1 } }), 'hashnet: seed must be a u32, not -1');
  t.is(
    await message({ header: { k: k!, seed: seed!, row: 0.5 } }),
    'hashnet: rows must be numbered by u32, not from 0.5',
  );
  t.is(
    await message({ header: { k: k!, seed: seed!, row: 2 ** 32 - 39 } }),
    'hashnet: rows must be numbered by u32, not from 4294967257',
  );
  t.is(await message({ shape: [] }), 'hashnet: a scalar has no columns');
  // More entries than any array holds, so that it would say so if it came to that.
  t.regex((await message({ header: { k: 101, seed: seed! }, shape: [2 ** 30, 2 ** 30] })) ?? '', /reshape/);
});
