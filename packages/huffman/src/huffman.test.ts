import { conformance, type FixtureSource, readFixtures, writeFixtures } from '@tensorpress/conformance';
import { compress, decode, isNode, random, type Tensor, use } from '@tensorpress/core';
import test from 'ava';
import { deflate } from './deflate.ts';
import { encodeSymbols } from './encode-symbols.ts';
import { type HuffmanOptions, huffman } from './huffman.ts';

const fixtures = new URL('../fixtures/', import.meta.url);

/** Sums of dice: integers that crowd in the middle of `0 … 4 × sides`. */
const dice = (size: number, sides: number, seed: number): number[] => {
  const next = random(seed);
  return Array.from({ length: size }, () => [1, 2, 3, 4].reduce((sum) => sum + Math.floor((sides + 1) * next()), 0));
};

const indices: Tensor<'u8'> = { dtype: 'u8', shape: [40, 50], bits: 5, data: Uint8Array.from(dice(2000, 7, 1)) };
const steps: Tensor<'i16'> = {
  dtype: 'i16',
  shape: [1500],
  data: Int16Array.from(dice(1500, 40, 2), (value) => 3 * (value - 80)),
};
const wide: Tensor<'u32'> = {
  dtype: 'u32',
  shape: [30, 30],
  data: Uint32Array.from(dice(900, 4, 3), (value) => Math.imul(value + 1, 0x9e3779b1)),
};
const many: Tensor<'i32'> = {
  dtype: 'i32',
  shape: [2000],
  data: Int32Array.from(dice(2000, 2 ** 20, 4), (value) => value - 2 ** 21),
};
const periodic: Tensor<'u8'> = { dtype: 'u8', shape: [600], data: Uint8Array.from({ length: 600 }, (_, i) => i % 37) };
const constant: Tensor<'i8'> = { dtype: 'i8', shape: [300], data: new Int8Array(300).fill(-3) };

const sources: FixtureSource<HuffmanOptions>[] = [
  { name: 'neighbouring-values', tensor: indices },
  { name: 'values-with-gaps', tensor: steps },
  { name: 'wide-values', tensor: wide },
  { name: 'halves', tensor: many },
  { name: 'deflated', tensor: periodic },
  { name: 'one-value', tensor: constant },
];

// What is there stays: fixtures are added, by hand, with FIXTURES=write.
if (process.env.FIXTURES === 'write') await writeFixtures(huffman, sources, fixtures);

const cases = [{ title: 'of each type' }, { title: 'where it deflates', tensor: periodic }];
// One after the other, because these checks take the time.
for (const { title, run } of conformance(huffman, cases, { fixtures })) {
  test.serial(title, (t) => t.notThrowsAsync(run()));
}

test('has a fixture of each way to encode', async (t) => {
  const found = await readFixtures(fixtures);
  t.deepEqual(
    found.map(({ name }) => name),
    sources.map(({ name }) => `v1/${name}.tpress`).sort(),
  );
});

const nodeOf = async (tensor: Tensor) => {
  const { weights } = await compress({ weights: { tensor } }, [use(huffman)]);
  return weights.tensor!;
};

test('takes Huffman codes where symbols are independent', async (t) => {
  const node = await nodeOf(indices);
  t.true(
    isNode(node) &&
      node.header.deflate === undefined &&
      node.parts.bytes?.shape[0] === encodeSymbols(indices.data).length,
  );
});

test('takes deflate where the order of symbols tells more than their frequency', async (t) => {
  const node = await nodeOf(periodic);
  t.true(isNode(node) && node.header.deflate === (await deflate(periodic.data.slice())).length);
});

test('finds out that a large tensor repeats itself', async (t) => {
  const data = Uint8Array.from({ length: 400_000 }, (_, i) => i % 251);
  const node = await nodeOf({ dtype: 'u8', shape: [400_000], data });
  t.true(isNode(node) && typeof node.header.deflate === 'number' && node.header.deflate < 4000);
});

test('leaves alone what is uniform', async (t) => {
  const next = random(5);
  const data = Uint8Array.from({ length: 4096 }, () => 32 * next());
  const tensor: Tensor = { dtype: 'u8', shape: [4096], bits: 5, data };
  t.is(await nodeOf(tensor), tensor);
});

test('stops inflating where the tensor is full', async (t) => {
  const bomb = await deflate(new Uint8Array(5_000_000));
  const part: Tensor = { dtype: 'u8', shape: [bomb.length], data: bomb };
  const tree = (size: number, header = { deflate: bomb.length }) =>
    ({ codec: 'huffman', version: 1, dtype: 'u8', shape: [size], header, parts: { bytes: part } }) as const;
  const decoding = (size: number, header = { deflate: bomb.length }) =>
    decode(tree(size, header), { get: async () => huffman });
  await t.throwsAsync(decoding(1000), { message: 'huffman: the bytes must inflate to 1000 and not to more' });
  await t.throwsAsync(decoding(5_000_001), { message: /must inflate to 5000001 and not to 5000000/ });
  await t.throwsAsync(decoding(1000, { deflate: 7 }), { message: /there must be 7 bytes/ });
});
