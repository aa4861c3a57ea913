import { CodecError, createRegistry, decode, type Node, OptionError, type Tensor } from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { distance, norm, randomCores, someModes } from './_trains.test.ts';
import { coreSize, coresOf, pairsOf, possibleRanks, type TensorTrainHeader } from './layout.ts';
import type { Modes } from './modes.ts';
import { round } from './round.ts';
import { tensorTrain } from './tensor-train.ts';

const registry = createRegistry({ 'tensor-train': async () => tensorTrain });

const tensorOf = async (node: Node): Promise<Tensor['data']> => (await decode(node, registry)).data;

function nodeOf(header: TensorTrainHeader, data: Float32Array): Node {
  const shape = [header.inputs, header.outputs].map((sizes) => sizes.reduce((a, b) => a * b));
  const cores: Tensor = { dtype: 'f32', shape: [data.length], data };
  return { codec: 'tensor-train', version: 1, dtype: 'f32', shape, header, parts: { cores } };
}

const headerOf = (modes: Modes, rank: number): TensorTrainHeader => {
  const pairs = pairsOf(modes);
  return {
    ...modes,
    ranks: possibleRanks(
      pairs,
      pairs.slice(1).map(() => rank),
    ),
  };
};

/** The sum of two trains with the same modes: their cores as blocks on a diagonal. */
function add(a: Node, b: Node): Node {
  const [left, right] = [a, b].map((node) => node.header as TensorTrainHeader) as [
    TensorTrainHeader,
    TensorTrainHeader,
  ];
  const last = left.inputs.length - 1;
  const header = { ...left, ranks: left.ranks.map((rank, k) => rank + right.ranks[k]!) };
  const values: number[] = [];
  const starts = [0, 0];
  for (const [k, shape] of coresOf(header).entries()) {
    const core = new Float32Array(coreSize(shape));
    for (const [which, train] of [left, right].entries()) {
      const own = coresOf(train)[k]!;
      const data = ([a, b][which]!.parts.cores as Tensor).data.subarray(starts[which]!);
      const row = which === 1 && k > 0 ? shape.left - own.left : 0;
      const column = which === 1 && k < last ? shape.right - own.right : 0;
      const between = shape.m * shape.n;
      for (let i = 0; i < own.left; i++) {
        for (let j = 0; j < between; j++) {
          for (let l = 0; l < own.right; l++) {
            const at = ((row + i) * between + j) * shape.right + column + l;
            core[at]! += data[(i * between + j) * own.right + l]!;
          }
        }
      }
      starts[which]! += coreSize(own);
    }
    values.push(...core);
  }
  return nodeOf(header, Float32Array.from(values));
}

const ranksOf = (node: Node): readonly number[] => (node.header as TensorTrainHeader).ranks;

test('what is lost is within the tolerance', async (t) => {
  const tolerances = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  await fc.assert(
    fc.asyncProperty(
      someModes(4),
      fc.integer({ min: 1, max: 6 }),
      tolerances,
      fc.nat(1e6),
      async (modes, rank, tolerance, seed) => {
        const header = headerOf(modes, rank);
        const node = nodeOf(header, randomCores(header, seed));
        const rounded = await round(node, { tolerance });
        t.true(ranksOf(rounded).every((found, k) => found <= header.ranks[k]!));
        const before = await tensorOf(node);
        t.true(distance(before, await tensorOf(rounded)) <= tolerance * norm(before) * (1 + 1e-5));
      },
    ),
    { seed: 1, numRuns: 40 },
  );
});

test('the sum of a train and itself is rounded to its ranks and twice its values', async (t) => {
  const modes = { inputs: [4, 3, 4, 3], outputs: [3, 4, 3, 4] };
  for (const rank of [1, 2, 3, 5]) {
    const header = headerOf(modes, rank);
    const node = nodeOf(header, randomCores(header, rank));
    const sum = add(node, node);
    for (const wanted of [{ tolerance: 1e-6 }, header.ranks, 100]) {
      const rounded = await round(sum, wanted);
      if (wanted !== 100) t.deepEqual(ranksOf(rounded), header.ranks);
      const [once, twice] = [await tensorOf(node), await tensorOf(rounded)];
      t.true(
        distance(
          once.map((value) => 2 * value),
          twice,
        ) <=
          1e-6 * norm(twice),
      );
    }
  }
});

test('a train and a small one are rounded to the first', async (t) => {
  const modes = { inputs: [4, 3, 4, 3], outputs: [3, 4, 3, 4] };
  const header = headerOf(modes, 3);
  const large = nodeOf(header, randomCores(header, 1));
  const small = nodeOf(
    header,
    randomCores(header, 2).map((value) => value * 0.05),
  );
  const sum = add(large, small);
  const [whole, part] = [await tensorOf(sum), await tensorOf(large)];
  const noise = distance(whole, part);
  const rounded = await round(sum, { tolerance: (2 * noise) / norm(whole) });
  t.true(ranksOf(rounded).every((rank, k) => rank <= header.ranks[k]!));
  t.true(distance(whole, await tensorOf(rounded)) <= 2 * noise);
});

test('a fraction is of the whole tensor, and ranks are as many as the node has', async (t) => {
  const header = headerOf({ inputs: [4, 4, 4], outputs: [4, 4, 4] }, 8);
  const node = nodeOf(header, randomCores(header, 1));
  t.true(((await round(node, 0.05)).parts.cores as Tensor).data.length <= 0.05 * 4096);
  t.deepEqual(ranksOf(await round(node, [2, 3])), [2, 3]);
  await t.throwsAsync(round(node, [2]), { instanceOf: CodecError });
  await t.throwsAsync(round(node, 1.5), { instanceOf: OptionError });
});

test('what is no node of trains, or has its cores in another form, is rejected', async (t) => {
  const header = headerOf({ inputs: [4, 4], outputs: [4, 4] }, 3);
  const node = nodeOf(header, randomCores(header, 1));
  const { cores } = node.parts;
  await t.throwsAsync(round({ ...node, codec: 'svd' }, 2), { instanceOf: CodecError });
  await t.throwsAsync(round({ ...node, header: {} }, 2), { instanceOf: CodecError });
  await t.throwsAsync(round({ ...node, parts: {} }, 2), { instanceOf: CodecError });
  await t.throwsAsync(round({ ...node, parts: { cores: node } }, 2), { instanceOf: CodecError });
  const short: Tensor = { dtype: 'f32', shape: [5], data: new Float32Array(5) };
  await t.throwsAsync(round({ ...node, parts: { cores: short } }, 2), { instanceOf: CodecError });
  t.deepEqual(Object.keys(await round({ ...node, parts: { cores: cores! } }, 2)), Object.keys(node));
});
