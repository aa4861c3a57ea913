import { conformance, sampleTensor } from '@tensorpress/conformance';
import { compress, createRegistry, decodeModel, estimate, isNode, use, write } from '@tensorpress/core';
import test from 'ava';
import { densify, prune } from './index.ts';

const model = {
  weights: { a: sampleTensor('f32', [20, 24]), b: sampleTensor('f32', [300]), c: sampleTensor('f32', [30, 30]) },
};
const pruned = await compress(model, [use(prune, { sparsity: 0.7 }, { where: (path) => path !== 'c' })]);

for (const { title, run } of conformance(densify, [{ title: 'pruned weights', model: pruned }])) {
  test(title, (t) => t.notThrowsAsync(run));
}

test('weights that were pruned are plain ones with zeros, and the others are the same objects', async (t) => {
  const dense = await compress(pruned, [use(densify)]);
  const decoded = await decodeModel(pruned, createRegistry({ prune: async () => prune }));
  t.deepEqual(dense, decoded);
  t.is(dense.weights.c, model.weights.c);
  t.is(estimate(pruned, [use(densify)]) >= (await write(dense)).length, true);
});

test('where selects what becomes dense', async (t) => {
  const { weights } = await compress(pruned, [use(densify, {}, { where: (path) => path === 'a' })]);
  t.deepEqual(Object.values(weights).map(isNode), [false, true, false]);
});

test('weights of which a part was encoded further stay as they are', async (t) => {
  const { a, b } = pruned.weights;
  if (!a || !b || !isNode(a)) return t.fail();
  const twice = { weights: { a: { ...a, parts: { ...a.parts, values: b } }, b } };
  const { weights } = await compress(twice, [use(densify)]);
  t.deepEqual(Object.values(weights).map(isNode), [true, false]);
});
