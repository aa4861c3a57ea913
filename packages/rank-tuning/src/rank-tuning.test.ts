import { conformance } from '@tensorpress/conformance';
import { compress, isNode, use } from '@tensorpress/core';
import { kmeansShare } from '@tensorpress/kmeans-share';
import { svd } from '@tensorpress/svd';
import test from 'ava';
import { merit, model } from './_models.test.ts';
import { rankTuning } from './rank-tuning.ts';

const evaluate = merit;
const bits = { codec: kmeansShare, option: 'bits', evaluate, better: 'higher' } as const;
const ranks = { codec: svd, evaluate, better: 'higher' } as const;

for (const { title, run } of conformance(
  rankTuning,
  [
    { title: 'within a drop', options: { ...ranks, maxDrop: 0.05 }, model },
    { title: 'within bytes', options: { ...bits, maxBytes: 3000 }, model },
    { title: 'as published', options: { ...ranks, tolerance: 0.05, search: 'scan' }, model },
    { title: 'all the same', options: { ...ranks, strategy: 'same', maxDrop: 0.1 }, model },
    { title: 'within a threshold', options: { ...ranks, strategy: 'threshold', threshold: 1, maxDrop: 0.1 }, model },
  ],
  {
    rejects: [
      ranks,
      { ...ranks, maxDrop: 0.1, target: 0.9 },
      { ...ranks, maxDrop: 0.1, tolerance: 0.1 },
      { ...ranks, maxBytes: 1000, tolerance: 0.1 },
      { ...ranks, strategy: 'same', tolerance: 0.1 },
      { ...ranks, strategy: 'threshold', maxDrop: 0.1 },
      { ...ranks, maxDrop: 0.1, threshold: 1 },
      { ...ranks, maxDrop: 0.1, option: 'bits' },
      { ...ranks, maxDrop: 0.1, option: 'toString' },
      { ...ranks, maxDrop: 0.1, codecOptions: { rank: 3 } },
      { ...ranks, maxDrop: 0.1, candidates: [1, Number.NaN] },
      { ...ranks, maxDrop: 0.1, codec: rankTuning },
      { ...bits, maxDrop: 0.1, option: 'lambda' },
      { ...ranks, maxDrop: 0.1, option: 'workers', codecOptions: { rank: 2 } },
    ],
  },
)) {
  test(title, (t) => t.notThrowsAsync(run));
}

test('is a stage like any other, with the weights that where selects', async (t) => {
  const where = (path: string) => path === 'gru/recurrent_kernel';
  const tuned = await compress(model, [use(rankTuning, { ...ranks, maxDrop: 0.01 }, { where }), use(kmeansShare)]);
  const chains = Object.values(tuned.weights).map((tree) =>
    isNode(tree) ? [tree.codec, ...Object.values(tree.parts).map((part) => isNode(part) && part.codec)] : [],
  );
  const shared = ['kmeans-share', false, false];
  t.deepEqual(chains, [shared, ['svd', false, 'kmeans-share'], [], shared]);
});
