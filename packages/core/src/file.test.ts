import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import test from 'ava';
import fc from 'fast-check';
import { anyChunks, anyModel, bytesIn } from './_arbitraries.test.ts';
import { forge, streamOf } from './_forge.test.ts';
import { FileError } from './errors.ts';
import { boundOf, open, read, sizesOf, write } from './file.ts';
import type { Tensor } from './tensor.ts';
import { isNode, leavesOf, type Model, type Tree } from './tree.ts';

/** A tree with the bytes of its leaves, and which of these it shares with what came before. */
const plain = (tree: Tree, seen: Map<Tensor, number>): unknown => {
  if (isNode(tree))
    return { ...tree, parts: Object.entries(tree.parts).map(([name, part]) => [name, plain(part, seen)]) };
  const number = seen.get(tree);
  if (number !== undefined) return number;
  seen.set(tree, seen.size);
  const { data, ...info } = tree;
  const isHalf = info.dtype === 'f32' && info.bits === 16 && !info.grid;
  return { ...info, type: data.constructor.name, bytes: isHalf ? [...data] : [...bytesIn(tree)] };
};
const plainModel = ({ weights, topology }: Model) => {
  const seen = new Map<Tensor, number>();
  return { weights: Object.entries(weights).map(([name, tree]) => [name, plain(tree, seen)]), topology };
};

async function* yielding(chunks: readonly Uint8Array[]) {
  yield* chunks;
}

test('what is written is read: names, trees, headers, shared leaves, topology and every bit', async (t) => {
  await fc.assert(
    fc.asyncProperty(anyModel, async (model) => {
      const bytes = await write(model);
      const back = await read(bytes);
      t.deepEqual(plainModel(back), plainModel(model));
      t.deepEqual(await write(back), bytes);
    }),
    { numRuns: 100 },
  );
});

test('a stream gives the same however it is cut, and whatever kind of stream it is', async (t) => {
  const model = fc.sample(anyModel, 20).find(({ weights }) => leavesOf(weights).size > 2)!;
  const bytes = await write(model);
  await fc.assert(
    fc.asyncProperty(anyChunks(bytes), async (chunks) => {
      t.deepEqual(plainModel(await read(yielding(chunks))), plainModel(model));
    }),
    { numRuns: 50 },
  );
  t.deepEqual(plainModel(await read(streamOf(bytes, 1))), plainModel(model));
  t.deepEqual(plainModel(await read(new Blob([bytes]).stream())), plainModel(model));
  t.deepEqual(plainModel(await read(Buffer.from(bytes))), plainModel(model));
  const around = new Uint8Array(bytes.length + 9);
  around.set(bytes, 3);
  t.deepEqual(plainModel(await read(around.subarray(3, -6))), plainModel(model));
});

test('sizes are those of the written file, and the bound is never below them', async (t) => {
  await fc.assert(
    fc.asyncProperty(anyModel, async (model) => {
      const { length } = await write(model);
      const { total, header, leaves } = await sizesOf(model);
      t.is(total, length);
      t.is(header + [...leaves.values()].reduce((sum, bytes) => sum + bytes, 0), length);
      t.true(boundOf(model) >= length);
    }),
    { numRuns: 50 },
  );
});

const big = (size: number): Tensor => ({
  dtype: 'f32',
  shape: [size],
  data: Float32Array.from({ length: size }, (_, i) => i),
});

test('weights can be read one at a time, and the rest of a stream is then given up', async (t) => {
  let ended = false;
  const bytes = await write({ weights: { a: big(100), b: big(1000), c: big(1000) }, topology: { kind: 'three' } });
  let given = 0;
  async function* source() {
    try {
      for await (const chunk of streamOf(bytes, 100)) {
        given += chunk.length;
        yield chunk;
      }
    } finally {
      ended = true;
    }
  }
  const { outline, size, weights } = await open(source());
  t.deepEqual(Object.keys(outline.weights), ['a', 'b', 'c']);
  t.deepEqual(outline.topology, { kind: 'three' });
  t.is(size, bytes.length);
  t.true(given < 300);
  for await (const [name, tree] of weights) {
    t.is(name, 'a');
    t.deepEqual(tree, big(100));
    break;
  }
  t.true(given < 800);
  t.true(ended);
});

test('a stream is given up as soon as it turns out to be wrong', async (t) => {
  for (const damage of [(bytes: Uint8Array) => bytes.fill(0, 0, 4), (bytes: Uint8Array) => bytes.fill(0, 200, 210)]) {
    let ended = false;
    const bytes = await write({ weights: { a: big(100), b: big(1000) } });
    damage(bytes);
    async function* source() {
      try {
        yield* streamOf(bytes, 10);
        t.fail('was read to its end');
      } finally {
        ended = true;
      }
    }
    await t.throwsAsync(read(source()), { instanceOf: FileError });
    t.true(ended);
  }
});

test('a stream that fails fails with its own error', async (t) => {
  const reason = new Error('the network is gone');
  const bytes = await write({ weights: { a: big(100) } });
  async function* source() {
    yield bytes.subarray(0, 50);
    throw reason;
  }
  t.is(await t.throwsAsync(read(source())), reason);
});

test('names that are numbers get their own values, whatever order a file has them in', async (t) => {
  const file = await forge({
    header: [
      [
        ['b', ['u8', [1]]],
        [
          '7',
          [
            'u8',
            [1],
            'c',
            1,
            {},
            [
              ['x', ['u8', [1]]],
              ['0', ['u8', [1]]],
              ['y', 0],
            ],
          ],
        ],
        ['1', 2],
      ],
    ],
    runs: [[10], [20], [30]],
  });
  for (const source of [file, streamOf(file)]) {
    const { weights } = await read(source);
    const value = (tree: Tree | undefined) => (tree && 'data' in tree ? tree.data[0] : undefined);
    t.is(value(weights.b), 10);
    t.is(value(weights[1]), 30);
    const node = weights[7]!;
    t.true(isNode(node));
    if (isNode(node))
      t.deepEqual(
        ['x', '0', 'y'].map((name) => value(node.parts[name])),
        [20, 30, 10],
      );
    t.is(weights[1], isNode(node) ? node.parts[0]! : undefined);
  }
});

test('reading a stream holds one encoded tensor and its decoded form beyond what it gives', async (t) => {
  const count = 5;
  const size = 2 ** 18;
  const tensor = (): Tensor => ({ dtype: 'f32', shape: [size], bits: 16, data: new Float32Array(size).fill(1.5) });
  const model: Model = { weights: Object.fromEntries(Array.from({ length: count }, (_, i) => [`w${i}`, tensor()])) };
  const bytes = await write(model);
  setFlagsFromString('--expose-gc');
  const gc: () => void = runInNewContext('gc');
  const held = () => {
    gc();
    return process.memoryUsage().arrayBuffers;
  };
  for (const keeps of [true, false]) {
    const start = held();
    const kept: Tree[] = [];
    let most = 0;
    const measure = () => {
      most = Math.max(most, held() - start - 4 * size * kept.length);
    };
    async function* source() {
      for (let at = 0; at < bytes.length; at += 2 ** 14) {
        // Each chunk is a copy, as from a network.
        yield bytes.slice(at, at + 2 ** 14);
        if (at % 2 ** 17 === 0) measure();
      }
    }
    let done = 0;
    for await (const [, tree] of (await open(source())).weights) {
      if (keeps) kept.push(tree);
      done++;
      measure();
    }
    t.is(done, count);
    const [encoded, decoded] = [2 * size, 4 * size];
    t.true(most <= encoded + decoded + 2 ** 16, `held ${most} bytes`);
  }
});
