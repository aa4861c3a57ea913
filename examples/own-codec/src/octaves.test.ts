import { conformance, sampleTensor } from '@tensorpress/conformance';
import { compress, type Model, sizesOf, use } from '@tensorpress/core';
import test from 'ava';
import { octaves } from './octaves.ts';

for (const { title, run } of conformance(
  octaves,
  [{ tolerance: 0.2 }, { options: { bits: 2 }, tolerance: 0.8 }, { options: { bits: 7 }, tolerance: 0.2 }],
  { fixtures: new URL('../fixtures/', import.meta.url) },
)) {
  test(title, (t) => t.notThrowsAsync(run));
}

test('a weight takes as many bits as it is told to', async (t) => {
  const model: Model = { weights: { kernel: sampleTensor('f32', [128, 128]) } };
  const sizes = [2, 4, 7].map(async (bits) => (await sizesOf(await compress(model, [use(octaves, { bits })]))).total);
  for (const [i, bits] of [2, 4, 7].entries()) {
    const total = (await sizes[i]) ?? 0;
    t.true(total >= (128 * 128 * bits) / 8 && total < (128 * 128 * bits) / 8 + 200, `${total}`);
  }
});
