import { isCodec } from '@tensorpress/core';
import test from 'ava';
import { decoderLoaders, decoders, loaders, registry } from './index.ts';

test('every method is found under its own id, and is a codec', async (t) => {
  t.deepEqual(registry.ids, Object.keys(loaders));
  for (const id of registry.ids) {
    const method = await registry.get(id);
    t.is(method.id, id);
    t.true(isCodec(method));
  }
});

test('every method is there to decode with, and what decodes is the half of the codec itself', async (t) => {
  t.deepEqual(Object.keys(decoderLoaders), registry.ids);
  for (const id of registry.ids) {
    const method = await registry.get(id);
    const decoder = await decoders.get(id);
    if (decoder !== method) t.false('compress' in decoder || 'encode' in decoder, id);
    for (const [key, value] of Object.entries(decoder)) t.is(Reflect.get(method, key), value, `${id} ${key}`);
  }
});
