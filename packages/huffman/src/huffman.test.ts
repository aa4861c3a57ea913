import { conformance, readFixtures } from '@tensorpress/conformance';
import { bytesOf, compress, decode, isNode, type JsonObject, random, read, type Tensor, use } from '@tensorpress/core';
import test from 'ava';
import { LAYOUT } from './code-table.ts';
import { deflate } from './deflate.ts';
import { encodeSymbols } from './encode-symbols.ts';
import { huffman } from './huffman.ts';

const fixtures = new URL('../fixtures/', import.meta.url);

const next = random(1);
/** The sum of four dice with eight sides each. */
const dice = () => [1, 2, 3, 4].reduce((sum) => sum + Math.floor(8 * next()), 0);

const indices: Tensor<'u8'> = { dtype: 'u8', shape: [40, 50], bits: 5, data: Uint8Array.from({ length: 2000 }, dice) };
const periodic: Tensor<'u8'> = { dtype: 'u8', shape: [600], data: Uint8Array.from({ length: 600 }, (_, i) => i % 37) };
const signed: Tensor<'i32'> = {
  dtype: 'i32',
  shape: [40, 50],
  data: Int32Array.from({ length: 2000 }, () => dice() - 14),
};
const onGrid = (grid: readonly [number, number]): Tensor<'f32'> => ({
  dtype: 'f32',
  shape: [40, 50],
  bits: 5,
  grid,
  data: Float32Array.from(indices.data, (code) => code * grid[0] + grid[1]),
});
const halves: Tensor<'f32'> = {
  dtype: 'f32',
  shape: [40, 50],
  bits: 16,
  data: Float32Array.from(indices.data, (value, i) => (value - 14) * 2 ** -((i % 7) + 3)),
};
const cases = [
  { title: 'of bytes', tensor: indices },
  { title: 'of signed 32 bits', tensor: signed },
  { title: 'of floats on a grid', tensor: onGrid([0.0123, -0.17]) },
  { title: 'of half-precision floats', tensor: halves },
  { title: 'where it deflates', tensor: periodic },
];
// One after the other, because these checks take the time.
for (const { title, run } of conformance(huffman, cases, { fixtures })) {
  test.serial(title, (t) => t.notThrowsAsync(run));
}

test('has fixtures of every layout, of deflated bytes, and of floats', async (t) => {
  const nodes = await Promise.all(
    (await readFixtures(fixtures)).map(async ({ bytes }) => (await read(bytes)).weights.encoded),
  );
  const found = new Set<unknown>();
  for (const node of nodes) {
    if (!node || !isNode(node) || !node.parts.bytes || isNode(node.parts.bytes)) return t.fail();
    found.add(node.header.deflate === undefined ? node.parts.bytes.data[0]! >> 6 : 'deflate');
    if (node.dtype === 'f32') found.add(node.header.grid ? 'grid' : 'half');
  }
  t.deepEqual([...found].sort(), [...Object.values(LAYOUT), 'deflate', 'grid', 'half']);
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
  const data = Uint8Array.from({ length: 4096 }, () => 32 * next());
  const tensor: Tensor = { dtype: 'u8', shape: [4096], bits: 5, data };
  t.is(await nodeOf(tensor), tensor);
});

test('makes weights smaller that were quantised before, and leaves those of full width alone', async (t) => {
  const quantised = onGrid([0.0123, -0.17]);
  const node = await nodeOf(quantised);
  t.true(isNode(node) && node.parts.bytes!.shape[0]! < 0.95 * bytesOf(quantised));
  const plain: Tensor = { dtype: 'f32', shape: quantised.shape, data: quantised.data };
  t.is(await nodeOf(plain), plain);
});

test('gives narrow floats back as such, so that they can be coded again', async (t) => {
  const get = async () => huffman;
  for (const tensor of [onGrid([0.0123, -0.17]), halves])
    t.deepEqual(await decode(await nodeOf(tensor), { get }), tensor);
});

test('leaves alone floats that are not on the grid that they should be on', async (t) => {
  const tensor = onGrid([0.0123, -0.17]);
  const moved = { ...tensor, data: tensor.data.map((value) => value + 0.001) };
  t.is(await nodeOf(moved), moved);
});

test('rejects codes of floats that are too wide, and floats without a grid', async (t) => {
  const node = await nodeOf(onGrid([0.0123, -0.17]));
  if (!isNode(node)) return t.fail();
  const decoding = (header: JsonObject) => decode({ ...node, header }, { get: async () => huffman });
  await t.throwsAsync(decoding({ bits: 3, grid: [1, 0] }), { message: /codes must have 3 bits/ });
  await t.throwsAsync(decoding({ bits: 17, grid: [1, 0] }), { message: /bits must be from 1 to 16, not 17/ });
  await t.throwsAsync(decoding({ bits: 5 }), { message: /must have a grid, or 16 bits/ });
  await t.throwsAsync(decoding({ bits: 5, grid: [-1, 0] }), { message: /must have a grid, or 16 bits/ });
  await t.throwsAsync(decoding({}), { message: /bits must be from 1 to 16, not 32/ });
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
