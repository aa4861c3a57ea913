import { createRegistry, defineCodec, type Model, read, write } from '@tensorpress/core';
import test from 'ava';
import { assemble, dismantle } from './forge.ts';
import { fuzz, sampleTensor } from './index.ts';

const bytes = (trusting: boolean) =>
  defineCodec({
    id: 'bytes',
    version: 1,
    options: {},
    takes: ['f32'],
    parts: { bytes: ['u8'] },
    plan: ({ shape }) => ({ bytes: { dtype: 'u8', shape } }),
    encode: ({ shape, data }) => ({
      header: { length: data.length },
      parts: { bytes: { dtype: 'u8', shape, data: Uint8Array.from(data, (value) => 100 * value) } },
    }),
    decode({ header, parts: { bytes } }, { dtype, shape }) {
      const length = Number(header.length);
      if (!trusting && length !== bytes.data.length) throw new Error('there must be as many bytes as values');
      const data = new Float32Array(length);
      for (let i = 0; i < length; i++) data[i] = bytes.data[i]! / 100;
      return { dtype, shape, data };
    },
  });

const fileOf = async (codec: ReturnType<typeof bytes>) => {
  const model: Model = {
    weights: { a: sampleTensor('f32', [8, 9]), b: sampleTensor('u16', [5]) },
    topology: { kind: 't' },
  };
  return write(await codec.compress(model, {}, { where: () => true }));
};

test('a file that is taken apart and put together again is the same to a reader', async (t) => {
  const file = await fileOf(bytes(false));
  t.deepEqual(await read(assemble(await dismantle(file))), await read(file));
});

test('damaged files are decoded or rejected, the same ones for the same seed', async (t) => {
  const codec = bytes(false);
  const registry = createRegistry({ bytes: async () => codec });
  const file = await fileOf(codec);
  const counts = await fuzz([file], registry, { count: 1500, seed: 3 });
  t.deepEqual(await fuzz([file], registry, { count: 1500, seed: 3 }), counts);
  t.is(
    Object.values(counts).reduce((sum, count) => sum + count),
    1500,
  );
  for (const name of ['decoded', 'FileError', 'CodecError', 'UnknownCodecError', 'VersionError']) {
    t.true((counts[name] ?? 0) > 0, `${name}: ${JSON.stringify(counts)}`);
  }
});

test('a decoder that allocates what a file asks for is caught', async (t) => {
  const codec = bytes(true);
  const registry = createRegistry({ bytes: async () => codec });
  await t.throwsAsync(fuzz([await fileOf(codec)], registry, { seed: 3, memory: 2 ** 22 }), {
    message: /of seed 3 takes/,
  });
});

test('an error that has no type is caught', async (t) => {
  const registry = { get: () => Promise.reject(new TypeError('oops')) };
  await t.throwsAsync(fuzz([await fileOf(bytes(false))], registry), {
    message: /file \d+ of seed 0 gives TypeError: oops/,
  });
});
