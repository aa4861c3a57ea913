import { conformance, sampleTensor } from '@tensorpress/conformance';
import {
  compress,
  createRegistry,
  decode,
  estimate,
  isNode,
  type Node,
  plainOps,
  rootMeanSquare,
  sizeOf,
  sizesOf,
  type Tensor,
  unfolder,
  use,
} from '@tensorpress/core';
import test from 'ava';
import { tucker } from './tucker.ts';
import type { TuckerRank } from './tucker-options.ts';

const kernel = sampleTensor('f32', [3, 3, 8, 10]);

const rms = ({ data }: Tensor): number => rootMeanSquare(Float32Array.from(data));

/** Noise over a kernel of the ranks 3 and 4. */
function lowRank(noise: number): Tensor {
  const [u, core, v] = [
    [8, 3],
    [3, 36],
    [4, 10],
  ].map((shape, i) => sampleTensor('f32', shape, i));
  const inner = plainOps.transpose(plainOps.reshape(plainOps.matMul(u!, core!), [8, 9, 4]), [1, 0, 2]);
  const low = plainOps.matMul(plainOps.reshape(inner, [72, 4]), v!);
  const scale = noise * (rms(low) / 0.1);
  return { ...kernel, data: kernel.data.map((value, i) => scale * value + low.data[i]!) };
}

for (const { title, run } of conformance(
  tucker,
  [
    { options: { rank: 5 }, tensor: kernel, tolerance: 0.75 },
    { options: { rank: [8, 5] }, tensor: kernel, tolerance: 0.7 },
    { options: { rank: [4, 10] }, tensor: kernel, tolerance: 0.7 },
    { options: { rank: 0.5 }, tensor: kernel, tolerance: 0.75 },
    { options: { rank: { energy: 0.7 } }, tensor: kernel, tolerance: Math.sqrt(0.6) },
    { options: { rank: 'vbmf' }, tensor: lowRank(0.1), tolerance: 0.15 },
    { title: 'of a sequence', options: { rank: [6, 5] }, tensor: sampleTensor('f32', [5, 16, 12]), tolerance: 0.9 },
    { title: 'of a volume', options: { rank: 0.3 }, tensor: sampleTensor('f32', [2, 3, 2, 6, 8]), tolerance: 0.9 },
  ],
  {
    fixtures: new URL('../fixtures/', import.meta.url),
    rejects: [
      { rank: -3 },
      { rank: 0 },
      { rank: 1.5 },
      { rank: [2, 0] },
      { rank: [2, 3, 4] as unknown as TuckerRank },
      { rank: { energy: 0 } },
      { rank: { energy: 1 } },
      { rank: 'auto' as 'vbmf' },
      { rank: {} as { energy: number } },
    ],
  },
)) {
  test.serial(title, (t) => t.notThrowsAsync(run));
}

const registry = createRegistry({ tucker: async () => tucker });

/** A model of one weight after the stage, and what the stage says of it. */
async function stage(w: Tensor, rank: TuckerRank, fresh = false) {
  const notes: string[] = [];
  const { weights } = await compress({ weights: { w } }, [use(tucker, { rank })], {
    onProgress: ({ note }) => note && notes.push(note),
    fresh,
    seed: 1,
  });
  return { tree: weights.w!, note: notes.join() };
}

async function factored(w: Tensor, rank: TuckerRank, fresh = false): Promise<Node> {
  const { tree, note } = await stage(w, rank, fresh);
  if (!isNode(tree)) throw new Error(`is not factored: ${note}`);
  return tree;
}

const shapesOf = ({ parts }: Node) => [parts.u!, parts.core!, parts.v!].map(({ shape }) => `${shape}`);

const kernelsOf = async (node: Node) =>
  (await unfolder(registry)(node)).factors?.<Tensor>(plainOps, (leaf) => leaf) ?? [];

test('a fraction is of the parameters, and known before', async (t) => {
  const model = { weights: { w: sampleTensor('f32', [3, 3, 24, 32]) } };
  for (const rank of [0.1, 0.25, 0.5, 0.9]) {
    const stages = [use(tucker, { rank })];
    const { parts } = await factored(model.weights.w, rank);
    const parameters = Object.values(parts).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    t.true(parameters <= rank * 6912 && parameters > rank * 6912 - 300);
    t.true((await sizesOf(await compress(model, stages))).total <= estimate(model, stages));
  }
});

test('parts are shaped as the ranks say', async (t) => {
  t.deepEqual(shapesOf(await factored(kernel, 4)), ['8,4', '3,3,4,4', '4,10']);
  t.deepEqual(shapesOf(await factored(kernel, [3, 5])), ['8,3', '3,3,3,5', '5,10']);
  t.deepEqual(shapesOf(await factored(sampleTensor('f32', [2, 30, 20]), [30, 2])), ['30,4', '2,4,2', '2,20']);
});

test('ranks that stand out from noise are found', async (t) => {
  for (const noise of [0.01, 0.1, 0.3]) t.deepEqual((await factored(lowRank(noise), 'vbmf')).header, { ranks: [3, 4] });
  t.deepEqual((await factored(kernel, 'vbmf')).header, { ranks: [1, 1] });
});

test('what is left alone is told why', async (t) => {
  const note = async (shape: readonly number[], rank: TuckerRank) => {
    const tensor = sampleTensor('f32', shape);
    const { tree, note } = await stage(tensor, rank);
    t.is(tree, tensor);
    return note;
  };
  t.is(await note([40, 30], 3), 'is no kernel of a convolution');
  t.is(await note([2, 2, 2, 2, 4, 8], 1), 'is no kernel of a convolution');
  t.is(await note([1, 1, 40, 30], 3), 'has a window of one place, so it is a matrix');
  t.is(await note([3, 3, 8, 10], 9), 'ranks 8 and 9 would not be smaller than 3 × 3 × 8 × 10 dense');
  t.regex(await note([3, 8, 16], { energy: 0.999 }), /^ranks \d and \d+ would not be smaller than 3 × 8 × 16 dense$/);
});

test('values of any magnitude are factored, but for those whose products f32 cannot hold', async (t) => {
  for (const scale of [0, 2 ** -130, 1e-30, 1e30, 1e36]) {
    const tensor = { ...kernel, data: kernel.data.map((value) => value * scale) };
    const decoded = await decode(await factored(tensor, 6), registry);
    if (scale === 0) t.is(rms(decoded), 0);
    else {
      const error = kernel.data.map((_, i) => (tensor.data[i]! - decoded.data[i]!) / scale);
      t.true(rootMeanSquare(error) < 0.7 * rms(kernel), `${scale}`);
    }
  }
  const { note } = await stage({ ...kernel, data: new Float32Array(720).fill(3e38) }, 1);
  t.is(note, 'holds values too large for sums of products');
});

test('a second stage factors anew', async (t) => {
  const model = { weights: { w: kernel } };
  const { weights } = await compress(model, [use(tucker, { rank: 5 }), use(tucker, { rank: 2 })]);
  t.deepEqual(shapesOf(weights.w as Node), ['8,2', '3,3,2,2', '2,10']);
});

test('pipelines in JSON have ranks of all kinds', async (t) => {
  for (const rank of [5, 0.25, { energy: 0.3 }, 'vbmf'] as const) {
    const stages = await registry.pipeline([{ use: 'tucker', rank }]);
    t.deepEqual((await compress({ weights: { w: kernel } }, stages)).weights.w, await factored(kernel, rank));
  }
  const stages = await registry.pipeline([{ use: 'tucker', rank: [3, 4] }]);
  t.deepEqual((await compress({ weights: { w: kernel } }, stages)).weights.w, await factored(kernel, [3, 4]));
});

test('the kernels are a matrix, the core and a matrix, without those that the core can take in', async (t) => {
  const shapes = async (node: Node) => (await kernelsOf(node)).map(({ shape }) => `${shape}`);
  t.deepEqual(await shapes(await factored(kernel, [3, 5])), ['1,1,8,3', '3,3,3,5', '1,1,5,10']);
  t.deepEqual(await shapes(await factored(kernel, [8, 5])), ['3,3,8,5', '1,1,5,10']);
  t.deepEqual(await shapes(await factored(kernel, [4, 10])), ['1,1,8,4', '3,3,4,10']);
  t.deepEqual(await shapes(await factored(sampleTensor('f32', [4, 9, 8]), 3)), ['1,9,3', '4,3,3', '1,3,8']);
});

test('training from scratch begins with random parts, as varied as the weights given and other ones for each layer', async (t) => {
  for (const rank of [1, [2, 5], 0.4, { energy: 0.4 }] as const) {
    const node = await factored(kernel, rank, true);
    const ratio = rms(await decode(node, registry)) / rms(kernel);
    t.true(Math.abs(ratio - 1) < 1e-5, `${ratio}`);
    t.deepEqual(shapesOf(node), shapesOf(await factored(kernel, rank)));
    t.notDeepEqual(node.parts, (await factored(kernel, rank)).parts);
    t.deepEqual(node, await factored(kernel, rank, true));
    const other = { ...kernel, data: kernel.data.slice().reverse() };
    t.notDeepEqual(node.parts, (await factored(other, rank, true)).parts);
  }
  const zeros = { ...kernel, data: new Float32Array(720) };
  t.is((await stage(zeros, 2, true)).note, 'is zero everywhere, and random parts of that cannot be trained');
});
