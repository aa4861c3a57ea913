import { registry } from '@tensorpress/all';
import test from 'ava';
import { formatPipeline, parsePipeline } from './parse-pipeline.ts';
import { presets } from './presets.ts';

test('every pipeline is one that the registry takes, from one end of its number to the other', async (t) => {
  for (const { id, option, stages } of presets) {
    for (const value of option ? [option.min, option.value, option.max] : [0]) {
      await t.notThrowsAsync(registry.pipeline(stages(value)), `${id} at ${value}`);
    }
  }
  t.is(new Set(presets.map(({ id }) => id)).size, presets.length);
});

test('a pipeline is the same after it was written as JSON', (t) => {
  for (const { option, stages } of presets) {
    const those = stages(option?.value ?? 0);
    t.deepEqual(parsePipeline(formatPipeline(those)), those);
  }
});
