import test from 'ava';
import fc from 'fast-check';
import { anyModel } from './_arbitraries.test.ts';
import type { Tensor } from './tensor.ts';
import { isNode, leavesOf, type Model, mapModel, type Node, type Tree } from './tree.ts';

const leaf = (value: number): Tensor => ({ dtype: 'u8', shape: [1], data: Uint8Array.of(value) });
const node = (parts: Record<string, Tree>): Node => ({
  dtype: 'u8',
  shape: [1],
  codec: 'c',
  version: 1,
  header: {},
  parts,
});

test('a map that replaces nothing gives the same trees', (t) => {
  fc.assert(
    fc.property(anyModel, (model) => {
      const mapped = mapModel(model, () => undefined);
      t.deepEqual(Object.keys(mapped.weights), Object.keys(model.weights));
      t.is(mapped.topology, model.topology);
      for (const [name, tree] of Object.entries(model.weights)) t.is(mapped.weights[name], tree);
    }),
  );
});

test('what is replaced is replaced everywhere, visited once, and the rest keeps its identity', (t) => {
  const [a, b, c] = [leaf(1), leaf(2), leaf(3)];
  const kept = node({ c });
  const model: Model = { weights: { x: a, y: node({ a, b, kept }), z: kept } };
  const paths: string[] = [];
  const { weights } = mapModel(model, (tree, path) => {
    paths.push(path);
    return tree === a ? b : undefined;
  });
  t.deepEqual(paths, ['x', 'y', 'y.b', 'y.kept', 'y.kept.c']);
  t.is(weights.x, b);
  t.is(weights.z, kept);
  t.deepEqual(weights.y, node({ a: b, b, kept }));
  t.is(isNode(weights.y!) && weights.y.parts.a, b);
  t.is(isNode(weights.y!) && weights.y.parts.kept, kept);
});

test('what replaces a tree is not visited itself', (t) => {
  const model: Model = { weights: { x: leaf(1) } };
  let calls = 0;
  const { weights } = mapModel(model, (tree) => {
    calls++;
    return node({ tree });
  });
  t.is(calls, 1);
  t.deepEqual(weights.x, node({ tree: leaf(1) }));
});

test('leaves are found once each, with the first path that leads to them', (t) => {
  const [a, b] = [leaf(1), leaf(1)];
  const found = leavesOf({ x: node({ a, b: node({ a }) }), y: a, z: b });
  t.deepEqual(
    [...found],
    [
      [a, 'x.a'],
      [b, 'z'],
    ],
  );
});
