import type { WeightReport } from '@tensorpress/core';
import test from 'ava';
import { errorOf, layersOf } from './layers-of.ts';

const weight = (name: string, before: number, after: number, error: number, codecs = ''): WeightReport => ({
  name,
  shape: [before / 4],
  codecs,
  before,
  after,
  error,
  notes: [],
});

test('weights of a layer count together, by bytes and by the squares of their errors', (t) => {
  const weights = [
    weight('fc1/kernel', 400, 40, 0.5, 'prune'),
    weight('fc1/bias', 40, 40, 0),
    weight('lonely', 8, 8, 0),
  ];
  const norms = new Map([
    ['fc1/kernel', 3],
    ['fc1/bias', 4],
    ['lonely', 0],
  ]);
  const [fc1, lonely, ...others] = layersOf(weights, norms);
  t.is(others.length, 0);
  t.like(fc1, { name: 'fc1', before: 440, after: 80, codecs: ['prune'] });
  // 0.5 × 3 of the norm of (3, 4).
  t.is(fc1!.error, 1.5 / 5);
  t.like(lonely, { name: 'lonely', error: 0 });
  t.is(errorOf(weights, norms), 1.5 / 5);
});
