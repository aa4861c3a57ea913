import { isCodec } from '@tensorpress/core';
import test from 'ava';
import { loaders, registry } from './index.ts';

test('the public API is what it is meant to be', async (t) => {
  t.deepEqual(Object.keys(await import('./index.ts')).sort(), ['loaders', 'registry']);
});

test('every method is found under its own id, and is a codec', async (t) => {
  t.deepEqual(registry.ids, Object.keys(loaders));
  for (const id of registry.ids) {
    const method = await registry.get(id);
    t.is(method.id, id);
    t.true(isCodec(method));
  }
});
