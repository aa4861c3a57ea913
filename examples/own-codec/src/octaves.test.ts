import assert from 'node:assert/strict';
import test from 'node:test';
import { conformance, sampleTensor } from '@tensorpress/conformance';
import { compress, type Model, sizesOf, use } from '@tensorpress/core';
import { octaves } from './octaves.ts';

for (const { title, run } of conformance(
  octaves,
  [{ tolerance: 0.2 }, { options: { bits: 2 }, tolerance: 0.8 }, { options: { bits: 7 }, tolerance: 0.2 }],
  { fixtures: new URL('../fixtures/', import.meta.url) },
)) {
  test(title, run);
}

test('a weight takes as many bits as it is told to', async () => {
  const model: Model = { weights: { kernel: sampleTensor('f32', [128, 128]) } };
  for (const bits of [2, 4, 7]) {
    const { total } = await sizesOf(await compress(model, [use(octaves, { bits })]));
    assert.ok(total >= (128 * 128 * bits) / 8 && total < (128 * 128 * bits) / 8 + 200, `${total}`);
  }
});
