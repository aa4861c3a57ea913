import test from 'ava';
import { productPlan } from './product-plan.ts';

const vgg = { inputs: [2, 7, 8, 8, 7, 4], outputs: [4, 4, 4, 4, 4, 4], ranks: [4, 4, 4, 4, 4] };

const high = { inputs: [4, 4, 4, 4, 4], outputs: [4, 4, 4, 4, 4], ranks: [16, 64, 64, 16] };

test('a few rows are multiplied by groups of cores, and many by the matrix where ranks are high', (t) => {
  t.true(productPlan(vgg, 1).groups.length > 1);
  t.true(productPlan(high, 1).groups.length > 1);
  t.is(productPlan(high, 10000).groups.length, 1);
});

test('groups cover all cores in order, and rows are multiplied from the side on which they get fewer', (t) => {
  const shrinking = { inputs: [8, 8, 8, 64], outputs: [8, 8, 8, 1], ranks: [8, 8, 8] };
  const growing = { inputs: [64, 8, 8, 8], outputs: [1, 8, 8, 8], ranks: [8, 8, 8] };
  for (const header of [vgg, high, shrinking, growing]) {
    const { groups, isFromLeft } = productPlan(header, 64);
    const inOrder = isFromLeft ? groups : groups.toReversed();
    t.is(inOrder[0]?.[0], 0);
    t.is(inOrder.at(-1)?.[1], header.inputs.length);
    for (const [i, [from]] of inOrder.entries()) t.true(i === 0 || inOrder[i - 1]![1] === from);
  }
  t.false(productPlan(shrinking, 100).isFromLeft);
  t.true(productPlan(growing, 100).isFromLeft);
});

test('costs grow with the rows', (t) => {
  const costs = [1, 10, 100, 1000].map((batch) => productPlan(vgg, batch).cost);
  t.true(costs.every((cost, i) => i === 0 || cost > costs[i - 1]!));
});
