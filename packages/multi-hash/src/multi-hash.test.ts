import { conformance, sampleTensor } from '@tensorpress/conformance';
import {
  and,
  compress,
  decode,
  estimate,
  isNode,
  leavesOf,
  type Model,
  matching,
  type Node,
  not,
  or,
  plainOps,
  read,
  sizeOf,
  type Tree,
  unfolder,
  use,
  write,
} from '@tensorpress/core';
import { svd } from '@tensorpress/linalg';
import test from 'ava';
import fc from 'fast-check';
import { multiHash } from './multi-hash.ts';

for (const { title, run } of conformance(
  multiHash,
  [
    { options: { rank: 8 }, tolerance: 0.7 },
    { options: { rank: 0.4 }, tolerance: 0.75 },
    { options: { rank: 8, pool: 'kronecker' }, tolerance: 0.7 },
    { options: { rank: 0.4, pool: 'kronecker' }, tolerance: 0.75 },
  ],
  { fixtures: new URL('../fixtures/', import.meta.url), rejects: [{ rank: 0 }, { rank: 1.5 }, { rank: -3 }] },
)) {
  test.serial(title, (t) => t.notThrowsAsync(run));
}

const registry = { get: async () => multiHash };
const where = () => true;

const network: Model = {
  weights: {
    'dense/kernel': sampleTensor('f32', [60, 50], 1),
    'dense/bias': sampleTensor('f32', [50], 2),
    'norm/gamma': sampleTensor('f32', [50], 3),
    'head/kernel': sampleTensor('f32', [50, 60], 4),
    'head/bias': sampleTensor('f32', [60], 5),
  },
};
const paper = or(matching('**kernel'), matching('**bias'));

const nodeOf = (tree: Tree | undefined): Node => {
  if (!tree || !isNode(tree)) throw new Error('is left alone');
  return tree;
};

/** The nodes of a model by name, after checks that all hold the same factors. */
function pooled({ weights }: Model, names: readonly string[]): Node[] {
  const nodes = names.map((name) => nodeOf(weights[name]));
  const { v, u } = nodes[0]!.parts;
  if (!nodes.every(({ parts }) => parts.v === v && parts.u === u)) throw new Error('do not share');
  return nodes;
}

const names = ['dense/kernel', 'dense/bias', 'head/kernel', 'head/bias'];

test('kernels and biases share one pool, which is stored once and found once again', async (t) => {
  const small = await compress(network, [use(multiHash, { rank: 0.25 }, { where: paper })]);
  t.is(small.weights['norm/gamma'], network.weights['norm/gamma']);
  const nodes = pooled(small, names);
  t.deepEqual(
    nodes.map(({ header }) => header.offset),
    [0, 3000, 3050, 6050],
  );
  const file = await write(small);
  // All there is but the pool: 50 values of gamma, four scales and a header.
  const { n, rank } = nodes[0]!.header as { n: number; rank: number };
  t.true(file.length < 4 * (2 * n * rank + 54) + 600);
  t.true(2 * n * rank <= 0.25 * 6110);
  const back = await read(file);
  pooled(back, names);
  t.is(leavesOf(back.weights).size, 2 + names.length + 1);
  for (const name of names)
    t.deepEqual(await decode(back.weights[name]!, registry), await decode(small.weights[name]!, registry));
});

test('training finds factors once, whatever number of weights there are', async (t) => {
  const { weights } = await compress(network, [use(multiHash, { rank: 4 }, { where: paper })], { fresh: true });
  const unfold = unfolder(registry);
  const leaves = new Set(
    (await Promise.all(names.map((name) => unfold(weights[name]!)))).flatMap(({ leaves }) => leaves),
  );
  t.is(leaves.size, 2 + names.length);
});

test('matrices share a pool, and vectors none, where nothing else is selected', async (t) => {
  const { weights } = await compress(network, [use(multiHash, { rank: 0.25 })]);
  pooled({ weights }, ['dense/kernel', 'head/kernel']);
  for (const name of ['dense/bias', 'norm/gamma', 'head/bias']) t.is(weights[name], network.weights[name]);
});

test('two stages have a pool each', async (t) => {
  const first = matching('dense/*');
  const { weights } = await compress(network, [
    use(multiHash, { rank: 0.3 }, { where: and(paper, first) }),
    use(multiHash, { rank: 0.1 }, { where: and(paper, not(first)) }),
  ]);
  pooled({ weights }, ['dense/kernel', 'dense/bias']);
  pooled({ weights }, ['head/kernel', 'head/bias']);
  t.not(nodeOf(weights['dense/kernel']).parts.v, nodeOf(weights['head/kernel']).parts.v);
});

test('a second stage makes one pool anew', async (t) => {
  const { weights } = await compress(network, [
    use(multiHash, { rank: 0.5 }, { where: paper }),
    use(multiHash, { rank: 0.1 }, { where: paper }),
  ]);
  const { header, parts } = pooled({ weights }, names)[0]!;
  t.deepEqual([header.offset, header.n, header.rank], [0, 79, 3]);
  for (const part of Object.values(parts)) t.false(isNode(part));
});

test('no matrix is of the rank of the pool', async (t) => {
  for (const pool of ['sum-product', 'kronecker'] as const) {
    const { weights } = await compress(network, [use(multiHash, { rank: 2, pool }, { where: paper })], { fresh: true });
    const { data } = await decode(weights['dense/kernel']!, registry);
    const { s } = await svd({ data: Float32Array.from(data), m: 60, n: 50 });
    t.true(s.filter((value) => value > 1e-4 * s[0]!).length > 20);
  }
});

test('the file is never larger than the estimate', async (t) => {
  const shapes = fc.array(fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 2 }), {
    minLength: 1,
    maxLength: 6,
  });
  const rank = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.double({ min: 0.05, max: 0.9, noNaN: true }));
  const pool = fc.constantFrom('sum-product' as const, 'kronecker' as const);
  await fc.assert(
    fc.asyncProperty(shapes, rank, pool, async (shapes, rank, pool) => {
      const model: Model = {
        weights: Object.fromEntries(shapes.map((shape, i) => [`w${i}`, sampleTensor('f32', shape, i)])),
      };
      const stages = [use(multiHash, { rank, pool }, { where })];
      t.true((await write(await compress(model, stages, { fresh: true }))).length <= estimate(model, stages));
    }),
    { seed: 4 },
  );
});

test('what is too large is told of, and the others have a pool', async (t) => {
  const large = { ...sampleTensor('f32', [40, 40]), data: new Float32Array(1600).fill(3e38) };
  const notes: string[] = [];
  const { weights } = await compress({ weights: { ...network.weights, large } }, [use(multiHash, { rank: 0.3 })], {
    onProgress: ({ note, path }) => note?.startsWith('holds') && notes.push(`${path} ${note}`),
  });
  t.deepEqual(notes, ['large holds values too large for sums of products']);
  pooled({ weights }, ['dense/kernel', 'head/kernel']);
});

test('a weight is the slice that the README tells of', async (t) => {
  const { weights } = await compress(network, [use(multiHash, { rank: 3 }, { where: paper })]);
  const { header, parts } = nodeOf(weights['head/bias']);
  const { offset, exponent, n } = header as { offset: number; exponent: number; n: number };
  const leaf = (name: string) => {
    const part = parts[name];
    if (!part || isNode(part)) throw new Error('no leaf');
    return part;
  };
  const pool = plainOps.matMul(leaf('v'), leaf('u'));
  t.is(pool.data.length, n * n);
  const decoded = await decode(weights['head/bias']!, registry);
  t.is(decoded.data.length, sizeOf(decoded.shape));
  for (const [i, value] of decoded.data.entries())
    t.true(Math.abs(value - leaf('scale').data[0]! * 2 ** exponent * pool.data[offset + i]!) < 1e-6);
});
