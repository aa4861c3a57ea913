import { conformance, sampleTensor } from '@tensorpress/conformance';
import {
  compress,
  createRegistry,
  decode,
  isNode,
  type Node,
  type Ops,
  plainOps,
  sizeOf,
  type Tensor,
  unfolder,
  use,
} from '@tensorpress/core';
import test from 'ava';
import { distance, norm } from './_trains.test.ts';
import type { TensorTrainHeader } from './layout.ts';
import { tensorTrain } from './tensor-train.ts';
import type { TensorTrainOptions, TensorTrainRank } from './tensor-train-options.ts';

const kernel = sampleTensor('f32', [3, 3, 6, 8]);

for (const { title, run } of conformance(
  tensorTrain,
  [
    { options: { rank: 8 }, tolerance: 1 },
    { options: { rank: 0.5 }, tolerance: 0.9 },
    { options: { rank: [3, 5], dimensions: 3 }, tolerance: 1 },
    {
      title: 'padded',
      options: { rank: 12, modes: { inputs: [4, 5, 5], outputs: [4, 6, 6] } },
      tensor: sampleTensor('f32', [96, 128]),
      tolerance: 1,
    },
    { title: 'of a convolution', options: { rank: 6 }, tensor: kernel, tolerance: 1 },
    { title: 'of a sequence', options: { rank: 0.5 }, tensor: sampleTensor('f32', [3, 13, 12]), tolerance: 0.9 },
  ],
  {
    fixtures: new URL('../fixtures/', import.meta.url),
    rejects: [
      { rank: 0 },
      { rank: 1.5 },
      { rank: [] },
      { rank: [2, 0] },
      { rank: { tolerance: 0 } },
      { rank: { tolerance: 1 } },
      { rank: {} as TensorTrainRank },
      { rank: 2, dimensions: 3, modes: { inputs: [2], outputs: [2] } },
      { rank: 2, modes: { inputs: [6, 8], outputs: [36] } },
      { rank: 2, modes: { inputs: [6, 8.5], outputs: [6, 6] } },
      { rank: 2, modes: {} as { inputs: number[]; outputs: number[] } },
    ],
  },
)) {
  test.serial(title, (t) => t.notThrowsAsync(run));
}

const { initialise: _, ...ofGivenValues } = tensorTrain;

for (const { title, run } of conformance(ofGivenValues, [
  { title: 'within a tolerance', options: { rank: { tolerance: 0.7 } }, tolerance: 0.7 },
  {
    title: 'of plain factors',
    options: { rank: 9, modes: { inputs: [6, 8, 1], outputs: [1, 1, 36] } },
    tolerance: 0.75,
  },
  {
    title: 'of factors of a convolution',
    options: { rank: 5, modes: { inputs: [6, 1], outputs: [1, 8] } },
    tensor: kernel,
    tolerance: 0.75,
  },
])) {
  test.serial(`of given values: ${title}`, (t) => t.notThrowsAsync(run));
}

const registry = createRegistry({ 'tensor-train': async () => tensorTrain });

type Given = Partial<TensorTrainOptions> & Pick<TensorTrainOptions, 'rank'>;

/** A model of one weight after the stage, and what the stage says of it. */
async function stage(w: Tensor, options: Given, fresh = false) {
  const notes: string[] = [];
  const { weights } = await compress({ weights: { w } }, [use(tensorTrain, options)], {
    fresh,
    onProgress: ({ note }) => note && notes.push(note),
  });
  return { tree: weights.w!, note: notes.join() };
}

async function encoded(w: Tensor, options: Given, fresh = false): Promise<Node> {
  const { tree, note } = await stage(w, options, fresh);
  if (!isNode(tree)) throw new Error(`is not encoded: ${note}`);
  return tree;
}

const headerOf = ({ header }: Node) => header as TensorTrainHeader;

test('the first dense layer of VGG takes as many parameters as the paper counts', (t) => {
  const modes = { inputs: [2, 7, 8, 8, 7, 4], outputs: [4, 4, 4, 4, 4, 4] };
  const shape = [25088, 4096];
  for (const [rank, ratio] of [
    [4, 50972],
    [2, 194622],
    [1, 713614],
  ] as const) {
    const plan = tensorTrain.plan({ dtype: 'f32', shape }, { rank, modes, sweeps: 2 });
    t.is(typeof plan === 'string' ? plan : Math.round(sizeOf(shape) / sizeOf(plan.cores.shape)), ratio);
  }
});

test('a fraction is of the parameters, which are known before', async (t) => {
  const w = sampleTensor('f32', [120, 80]);
  for (const rank of [0.05, 0.1, 0.25, 0.5]) {
    const { cores } = (await encoded(w, { rank })).parts;
    t.deepEqual(tensorTrain.plan({ dtype: 'f32', shape: [120, 80] }, { rank, sweeps: 2 }), {
      cores: { dtype: 'f32', shape: cores!.shape },
    });
    t.true(sizeOf(cores!.shape) <= rank * 9600 && sizeOf(cores!.shape) > rank * 9600 * 0.6);
  }
});

test('the window of a convolution is a mode of its own, before pairs of modes of both channels', async (t) => {
  const node = await encoded(sampleTensor('f32', [3, 3, 16, 16]), { rank: 6 });
  t.deepEqual(headerOf(node), { inputs: [9, 4, 4], outputs: [1, 4, 4], ranks: [6, 6] });
  const given = await encoded(sampleTensor('f32', [3, 3, 16, 16]), {
    rank: [2, 3, 4],
    modes: { inputs: [2, 2, 4], outputs: [4, 2, 2] },
  });
  t.deepEqual(headerOf(given), { inputs: [9, 2, 2, 4], outputs: [1, 4, 2, 2], ranks: [2, 3, 4] });
  const pointwise = await encoded(sampleTensor('f32', [1, 1, 16, 16]), { rank: 2 });
  t.deepEqual(headerOf(pointwise), { inputs: [4, 4], outputs: [4, 4], ranks: [2] });
});

test('a kernel that is a window times a matrix is found with a rank of 1 between these', async (t) => {
  const matrix = sampleTensor('f32', [12, 16]).data;
  const data = Float32Array.from({ length: 9 * 192 }, (_, i) => (1 + Math.floor(i / 192)) * matrix[i % 192]!);
  const node = await encoded({ dtype: 'f32', shape: [3, 3, 12, 16], data }, { rank: { tolerance: 1e-5 } });
  t.is(headerOf(node).ranks[0], 1);
  t.true(distance(data, (await decode(node, registry)).data) <= 1e-5 * norm(data));
});

test('sides without balanced modes are padded, which changes nothing else', async (t) => {
  for (const shape of [
    [131, 37],
    [3, 3, 13, 23],
  ]) {
    const w = sampleTensor('f32', shape);
    const node = await encoded(w, { rank: { tolerance: 0.5 } });
    const { inputs, outputs } = headerOf(node);
    t.true(sizeOf(inputs) * sizeOf(outputs) > sizeOf(shape));
    t.true(distance(w.data, (await decode(node, registry)).data) <= 0.5 * norm(w.data) * (1 + 1e-6));
  }
});

test('cores are of one norm', async (t) => {
  const node = await encoded(sampleTensor('f32', [64, 64]), { rank: 8 });
  const { inputs, outputs, ranks } = headerOf(node);
  const { data } = node.parts.cores as Tensor;
  let at = 0;
  const norms = inputs.map((m, k) => {
    const from = at;
    at += (ranks[k - 1] ?? 1) * m * outputs[k]! * (ranks[k] ?? 1);
    return norm(data.subarray(from, at));
  });
  t.is(at, data.length);
  for (const each of norms) t.true(Math.abs(each / norms[0]! - 1) < 1e-6);
});

test('weights to train from have the mean square of those given, whatever the rank', async (t) => {
  const w = sampleTensor('f32', [256, 144]);
  for (const options of [{ rank: 1 }, { rank: 8 }, { rank: 0.3 }, { rank: 2, dimensions: 6 }]) {
    const { data } = await decode(await encoded(w, options, true), registry);
    t.true(Math.abs(norm(data) / norm(w.data) - 1) < 1e-5);
  }
});

test('layers of one shape do not begin alike', async (t) => {
  const [a, b] = [sampleTensor('f32', [40, 60], 1), sampleTensor('f32', [40, 60], 2)];
  const { weights } = await compress({ weights: { a, b } }, [use(tensorTrain, { rank: 2 })], { fresh: true });
  t.notDeepEqual(weights.a, weights.b);
});

test('what is left alone is told why', async (t) => {
  const note = async (w: Tensor, options: Given, fresh = false) => {
    const { tree, note } = await stage(w, options, fresh);
    t.is(tree, w);
    return note;
  };
  const modes = { inputs: [4, 8, 8, 4], outputs: [4, 4, 4, 4] };
  t.is(
    await note(sampleTensor('f32', [784, 300]), { rank: 4, modes }),
    'is 784 × 300, and the modes are those of 1024 × 256',
  );
  const square = sampleTensor('f32', [64, 64]);
  t.is(await note(square, { rank: [4, 4, 4] }), 'has 3 cores with 2 ranks between them, not 3');
  t.is(await note(square, { rank: 64 }), 'ranks 16, 16 would not be smaller than 64 × 64 dense');
  t.is(await note(kernel, { rank: 30 }), 'ranks 9, 6 would not be smaller than 9 × 6 × 8 dense');
  t.regex(
    await note(square, { rank: { tolerance: 0.01 } }),
    /^ranks \d+, \d+ would not be smaller than 64 × 64 dense$/,
  );
  t.regex(await note(square, { rank: { tolerance: 0.5 } }, true), /^is random/);
  const zeros: Tensor = { dtype: 'f32', shape: [20, 20], data: new Float32Array(400) };
  t.regex(await note(zeros, { rank: 1 }, true), /^is zero everywhere/);
  t.is(
    await note({ ...zeros, data: zeros.data.map(() => 3e38) }, { rank: 1 }),
    'holds values too large for sums of products',
  );
});

test('a second stage encodes anew', async (t) => {
  const model = { weights: { w: sampleTensor('f32', [60, 50]) } };
  const twice = await compress(model, [use(tensorTrain, { rank: 12 }), use(tensorTrain, { rank: 3 })]);
  const { header, parts } = twice.weights.w as Node;
  t.deepEqual(header.ranks, [3, 3]);
  t.false(Object.values(parts).some(isNode));
});

test('pipelines in JSON have ranks of all kinds, and modes', async (t) => {
  const w = sampleTensor('f32', [60, 50]);
  const modes = { inputs: [6, 10], outputs: [10, 5] };
  for (const options of [{ rank: 6 }, { rank: 0.25 }, { rank: { tolerance: 0.8 } }, { rank: [5], modes }]) {
    const stages = await registry.pipeline([{ use: 'tensor-train', ...options }]);
    t.deepEqual((await compress({ weights: { w } }, stages)).weights.w, await encoded(w, options));
  }
});

test('multiplying by few rows never makes the matrix, and for many makes it once', async (t) => {
  const sizes: number[] = [];
  const ops: Ops<Tensor> = {
    ...plainOps,
    matMul: (...operands) => {
      const product = plainOps.matMul(...operands);
      sizes.push(sizeOf(product.shape));
      return product;
    },
  };
  const [m, n] = [256, 625];
  const unfolded = await unfolder(registry)(await encoded(sampleTensor('f32', [m, n]), { rank: 24 }, true));
  const multiply = unfolded.matMul?.<Tensor>(ops, (leaf) => leaf);
  t.deepEqual(multiply?.(1)(sampleTensor('f32', [1, m])).shape, [1, n]);
  t.true(sizes.length > 0 && Math.max(...sizes) < m * n);
  sizes.length = 0;
  const ready = multiply?.(300);
  for (let call = 0; call < 2; call++) ready?.(sampleTensor('f32', [300, m]));
  t.is(sizes.filter((size) => size === m * n).length, 1);
});

test('what x is padded with is the same object at each call', async (t) => {
  const constants: unknown[] = [];
  const ops: Ops<Tensor> = {
    ...plainOps,
    tensor: (values, shape, dtype) => {
      constants.push(values);
      return plainOps.tensor(values, shape, dtype);
    },
  };
  const unfolded = await unfolder(registry)(await encoded(sampleTensor('f32', [131, 64]), { rank: 2 }, true));
  for (const rows of [3, 2, 3]) unfolded.matMul?.<Tensor>(ops, (leaf) => leaf)(rows)(sampleTensor('f32', [rows, 131]));
  t.is(constants.length, 3);
  t.is(constants[2], constants[0]);
});

test('axes that are transposed are never more than TensorFlow.js can', async (t) => {
  const axes: number[] = [];
  const ops: Ops<Tensor> = {
    ...plainOps,
    transpose: (x, perm) => {
      axes.push(x.shape.length);
      return plainOps.transpose(x, perm);
    },
  };
  const unfolded = await unfolder(registry)(await encoded(sampleTensor('f32', [256, 256]), { rank: 2, dimensions: 8 }));
  unfolded.rebuild<Tensor>(ops, (leaf) => leaf);
  unfolded.matMul?.<Tensor>(ops, (leaf) => leaf)(2)(sampleTensor('f32', [2, 256]));
  t.true(axes.length > 0 && Math.max(...axes) <= 4);
});
