import { conformance, sampleTensor } from '@tensorpress/conformance';
import {
  completeOptions,
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
import { cp } from './cp.ts';
import type { CpOptions } from './cp-options.ts';

const kernel = sampleTensor('f32', [3, 3, 8, 10]);

const rms = ({ data }: Tensor): number => rootMeanSquare(Float32Array.from(data));

for (const { title, run } of conformance(
  cp,
  [
    { options: { rank: 16 }, tensor: kernel, tolerance: 0.7 },
    { options: { rank: 0.5, window: 'joint', sweeps: 20 }, tensor: kernel, tolerance: 0.7 },
    { title: 'of a sequence', options: { rank: 0.4 }, tensor: sampleTensor('f32', [5, 12, 8]), tolerance: 0.8 },
    { title: 'one high', options: { rank: 12 }, tensor: sampleTensor('f32', [1, 5, 12, 8]), tolerance: 0.8 },
    { title: 'of one input', options: { rank: 4 }, tensor: sampleTensor('f32', [5, 5, 1, 12]), tolerance: 0.9 },
  ],
  {
    fixtures: new URL('../fixtures/', import.meta.url),
    rejects: [{ rank: 0 }, { rank: 1.5 }, { rank: Number.NaN }, { rank: 2 ** 60 }],
  },
)) {
  test.serial(title, (t) => t.notThrowsAsync(run));
}

const registry = createRegistry({ cp: async () => cp });

type Given = Partial<CpOptions> & Pick<CpOptions, 'rank'>;

/** A model of one weight after the stage, and what the stage says of it. */
async function stage(w: Tensor, options: Given, fresh = false) {
  const notes: string[] = [];
  const { weights } = await compress({ weights: { w } }, [use(cp, options)], {
    onProgress: ({ note }) => note && notes.push(note),
    fresh,
    seed: 1,
  });
  return { tree: weights.w!, note: notes.join() };
}

async function factored(w: Tensor, options: Given, fresh = false): Promise<Node> {
  const { tree, note } = await stage(w, options, fresh);
  if (!isNode(tree)) throw new Error(`is not factored: ${note}`);
  return tree;
}

const shapesOf = ({ parts }: Node) => [parts.u!, parts.window!, parts.v!].map(({ shape }) => `${shape}`);

test('a fraction is of the parameters, and known before', async (t) => {
  const model = { weights: { w: kernel } };
  for (const window of ['separable', 'joint'] as const) {
    for (const rank of [0.1, 0.25, 0.5]) {
      const stages = [use(cp, { rank, window })];
      const { parts } = await factored(kernel, { rank, window });
      const parameters = Object.values(parts).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
      t.true(parameters <= rank * 720 && parameters > rank * 720 - 30);
      t.true((await sizesOf(await compress(model, stages))).total <= estimate(model, stages));
    }
  }
});

test('parts are shaped as the window says', async (t) => {
  t.deepEqual(shapesOf(await factored(kernel, { rank: 4 })), ['8,4', '6,4', '4,10']);
  t.deepEqual(shapesOf(await factored(kernel, { rank: 4, window: 'joint' })), ['8,4', '9,4', '4,10']);
  t.deepEqual(shapesOf(await factored(sampleTensor('f32', [5, 1, 8, 10]), { rank: 4 })), ['8,4', '5,4', '4,10']);
  t.deepEqual(shapesOf(await factored(sampleTensor('f32', [5, 8, 10]), { rank: 4 })), ['8,4', '5,4', '4,10']);
});

test('there are no more components than make up a kernel', async (t) => {
  const w = sampleTensor('f32', [2, 2, 200]);
  const node = await factored(w, { rank: 3 });
  t.deepEqual(node.header, { rank: 3 });
  const flat = { ...w, data: w.data.map((_, at) => w.data[at % 200]!) };
  t.deepEqual((await factored(flat, { rank: 3 })).header, { rank: 1 });
});

test('what is left alone is told why', async (t) => {
  const note = async (shape: readonly number[], rank: number) => {
    const tensor = sampleTensor('f32', shape);
    const { tree, note } = await stage(tensor, { rank });
    t.is(tree, tensor);
    return note;
  };
  t.is(await note([40, 30], 3), 'is no kernel of a convolution along one or two axes');
  t.is(await note([2, 2, 2, 8, 10], 3), 'is no kernel of a convolution along one or two axes');
  t.is(await note([1, 1, 40, 30], 3), 'has a window of one place, so it is a matrix');
  t.is(await note([3, 3, 8, 10], 30), 'rank 30 would not be smaller than 3 × 3 × 8 × 10 dense');
});

test('values of any magnitude are factored, but for those whose products f32 cannot hold', async (t) => {
  for (const scale of [0, 2 ** -130, 1e-30, 1e30, 1e36]) {
    const tensor = { ...kernel, data: kernel.data.map((value) => value * scale) };
    const decoded = await decode(await factored(tensor, { rank: 20, sweeps: 10 }), registry);
    if (scale === 0) t.is(rms(decoded), 0);
    else {
      const error = kernel.data.map((_, i) => (tensor.data[i]! - decoded.data[i]!) / scale);
      t.true(rootMeanSquare(error) < 0.65 * rms(kernel), `${scale}`);
    }
  }
  const { note } = await stage({ ...kernel, data: new Float32Array(720).fill(3e38) }, { rank: 1 });
  t.is(note, 'holds values too large for sums of products');
});

test('a second stage factors anew', async (t) => {
  const { weights } = await compress({ weights: { w: kernel } }, [use(cp, { rank: 9 }), use(cp, { rank: 2 })]);
  t.deepEqual(shapesOf(weights.w as Node), ['8,2', '6,2', '2,10']);
});

test('pipelines in JSON have ranks of both kinds', async (t) => {
  for (const rank of [5, 0.25]) {
    const stages = await registry.pipeline([{ use: 'cp', rank, window: 'joint', sweeps: 7 }]);
    const node = await factored(kernel, { rank, window: 'joint', sweeps: 7 });
    t.deepEqual((await compress({ weights: { w: kernel } }, stages, { seed: 1 })).weights.w, node);
  }
});

test('the kernels are a matrix, a depthwise one and a matrix, of one input an ordinary one and a matrix', async (t) => {
  const shapes = async (w: Tensor) => {
    const unfolded = await unfolder(registry)(await factored(w, { rank: 3 }));
    return unfolded.factors?.<Tensor>(plainOps, (leaf) => leaf)?.map(({ shape }) => `${shape}`);
  };
  t.deepEqual(await shapes(kernel), ['1,1,8,3', '3,3,3,1', '1,1,3,10']);
  t.deepEqual(await shapes(sampleTensor('f32', [4, 9, 8])), ['1,9,3', '4,3,1', '1,3,8']);
  t.deepEqual(await shapes(sampleTensor('f32', [5, 5, 1, 12])), ['5,5,1,3', '1,1,3,12']);
});

test('training from scratch begins with random parts, as varied as the weights given and other ones for each layer', async (t) => {
  for (const options of [{ rank: 1 }, { rank: 12 }, { rank: 0.4, window: 'joint' }] as const) {
    const node = await factored(kernel, options, true);
    const ratio = rms(await decode(node, registry)) / rms(kernel);
    t.true(Math.abs(ratio - 1) < 1e-5, `${ratio}`);
    t.deepEqual(shapesOf(node), shapesOf(await factored(kernel, options)));
    t.notDeepEqual(node.parts, (await factored(kernel, options)).parts);
    t.deepEqual(node, await factored(kernel, options, true));
    const other = { ...kernel, data: kernel.data.slice().reverse() };
    t.notDeepEqual(node.parts, (await factored(other, options, true)).parts);
  }
  const zeros = { ...kernel, data: new Float32Array(720) };
  t.is((await stage(zeros, { rank: 2 }, true)).note, 'is zero everywhere, and random parts of that cannot be trained');
});

test('options that are left out are those that the README says', (t) => {
  t.deepEqual(completeOptions(cp, { rank: 3 }), { rank: 3, window: 'separable', sweeps: 100 });
});
