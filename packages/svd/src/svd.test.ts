import { conformance, sampleTensor } from '@tensorpress/conformance';
import {
  completeOptions,
  compress,
  createRegistry,
  decode,
  estimate,
  isNode,
  type Node,
  type Ops,
  plainOps,
  sizeOf,
  sizesOf,
  type Tensor,
  unfolder,
  use,
} from '@tensorpress/core';
import test from 'ava';
import { svd } from './svd.ts';
import type { SvdOptions } from './svd-options.ts';

const kernel = sampleTensor('f32', [3, 3, 6, 8]);

for (const { title, run } of conformance(
  svd,
  [
    { options: { rank: 8 }, tolerance: 0.75 },
    { options: { rank: 0.5 }, tolerance: 0.7 },
    { options: { rank: { energy: 0.6 } }, tolerance: Math.sqrt(0.4) + 1e-6 },
    { options: { rank: 5, blocks: 3 }, tolerance: 0.7 },
    { options: { rank: { energy: 0.7 }, blocks: 2 }, tolerance: Math.sqrt(0.3) + 1e-6 },
    { title: 'by channels', options: { rank: 5, unfolding: 'channel' }, tensor: kernel, tolerance: 0.6 },
    { title: 'spatial', options: { rank: 8, unfolding: 'spatial' }, tensor: kernel, tolerance: 0.6 },
    { title: 'of a sequence', options: { rank: 0.5 }, tensor: sampleTensor('f32', [3, 16, 12]), tolerance: 0.8 },
    { title: 'of a volume', options: { rank: 0.5 }, tensor: sampleTensor('f32', [2, 3, 2, 8, 12]), tolerance: 0.8 },
  ],
  {
    fixtures: new URL('../fixtures/', import.meta.url),
    rejects: [
      { rank: -3 },
      { rank: 0 },
      { rank: 1.5 },
      { rank: { energy: 0 } },
      { rank: { energy: 1 } },
      { rank: {} as { energy: number } },
    ],
  },
)) {
  test.serial(title, (t) => t.notThrowsAsync(run));
}

const registry = createRegistry({ svd: async () => svd });

type Given = Partial<SvdOptions> & Pick<SvdOptions, 'rank'>;

/** A model of one weight after the stage, and what the stage says of it. */
async function stage(w: Tensor, options: Given) {
  const notes: string[] = [];
  const { weights } = await compress({ weights: { w } }, [use(svd, options)], {
    onProgress: ({ note }) => note && notes.push(note),
  });
  return { tree: weights.w!, note: notes.join() };
}

async function factored(w: Tensor, options: Given): Promise<Node> {
  const { tree, note } = await stage(w, options);
  if (!isNode(tree)) throw new Error(`is not factored: ${note}`);
  return tree;
}

const shapesOf = ({ parts }: Node) => [parts.u!.shape, parts.v!.shape];

test('a fraction is of the parameters, and known before', async (t) => {
  const model = { weights: { w: sampleTensor('f32', [120, 80]) } };
  for (const rank of [0.1, 0.25, 0.5, 0.9]) {
    const stages = [use(svd, { rank })];
    const node = await factored(model.weights.w, { rank });
    const parameters = shapesOf(node).reduce((sum, shape) => sum + sizeOf(shape), 0);
    t.true(parameters <= rank * 9600 && parameters > rank * 9600 - 200);
    t.true((await sizesOf(await compress(model, stages))).total <= estimate(model, stages));
  }
});

test('parts are shaped as the unfolding says', async (t) => {
  t.deepEqual(shapesOf(await factored(kernel, { rank: 4, unfolding: 'channel' })), [
    [54, 4],
    [4, 8],
  ]);
  t.deepEqual(shapesOf(await factored(kernel, { rank: 4 })), [
    [18, 4],
    [4, 24],
  ]);
  const gates = sampleTensor('f32', [20, 60]);
  t.deepEqual(shapesOf(await factored(gates, { rank: 4, blocks: 3 })), [
    [20, 12],
    [12, 20],
  ]);
});

test('what is left alone is told why', async (t) => {
  const note = async (shape: readonly number[], options: Given) => {
    const tensor = sampleTensor('f32', shape);
    const { tree, note } = await stage(tensor, options);
    t.is(tree, tensor);
    return note;
  };
  t.is(await note([784, 300], { rank: 300 }), 'rank 300 would not be smaller than 784 × 300 dense');
  t.is(await note([40, 300], { rank: 30, blocks: 3 }), 'rank 30 would not be smaller than 40 × 100 dense');
  t.regex(await note([40, 30], { rank: { energy: 0.999 } }), /^rank \d+ would not be smaller than 40 × 30 dense$/);
  t.regex(
    await note([40, 60], { rank: { energy: 0.999 }, blocks: 2 }),
    /^rank \d+, \d+ would not be smaller than 40 × 30 dense$/,
  );
  t.is(await note([1, 300], { rank: { energy: 0.5 } }), 'rank 1 would not be smaller than 1 × 300 dense');
  t.is(await note([40, 100], { rank: 2, blocks: 3 }), 'has 100 columns, which are not 3 blocks');
  t.is(await note([3, 3, 9, 9], { rank: 2, blocks: 3 }), 'is no matrix, so it is not cut into blocks');
  t.is(await note([2, 2, 2, 2, 4, 8], { rank: 1 }), 'is neither a matrix nor the kernel of a convolution');
});

test('values whose products f32 cannot hold are left alone', async (t) => {
  const tensor: Tensor = { dtype: 'f32', shape: [20, 20], data: new Float32Array(400).fill(3e38) };
  t.is((await stage(tensor, { rank: 1 })).note, 'holds values too large for sums of products');
  const smaller = { ...tensor, data: tensor.data.map(() => 8e36) };
  const decoded = await decode(await factored(smaller, { rank: 1 }), registry);
  t.true(decoded.data.every((value) => Math.abs(value / 8e36 - 1) < 1e-5));
});

test('values that a file held in few bits become plain factors', async (t) => {
  const data = Float32Array.from({ length: 1600 }, (_, i) => ((i * 37) % 16) / 4 - 2);
  const { parts } = await factored({ dtype: 'f32', shape: [40, 40], bits: 4, grid: [0.25, -2], data }, { rank: 1 });
  t.deepEqual(
    Object.values(parts).map((part) => Object.keys(part)),
    [
      ['dtype', 'shape', 'data'],
      ['dtype', 'shape', 'data'],
    ],
  );
});

test('a second stage factors anew', async (t) => {
  const model = { weights: { w: sampleTensor('f32', [60, 50]) } };
  const twice = await compress(model, [use(svd, { rank: 20 }), use(svd, { rank: 5 })]);
  const once = await compress(model, [use(svd, { rank: 5 })]);
  const [a, b] = [twice, once].map(({ weights }) => weights.w as Node);
  t.deepEqual(a!.header, { ranks: [5] });
  const [left, right] = [await decode(a!, registry), await decode(b!, registry)];
  t.true(left.data.every((value, i) => Math.abs(value - right.data[i]!) < 1e-5));
});

test('pipelines in JSON have ranks of all three kinds', async (t) => {
  const w = sampleTensor('f32', [60, 50]);
  for (const rank of [6, 0.25, { energy: 0.5 }]) {
    const stages = await registry.pipeline([{ use: 'svd', rank }]);
    t.deepEqual((await compress({ weights: { w } }, stages)).weights.w, await factored(w, { rank }));
  }
});

test('multiplying never makes the matrix', async (t) => {
  const sizes: number[] = [];
  const ops: Ops<Tensor> = {
    ...plainOps,
    matMul: (a, b) => {
      const product = plainOps.matMul(a, b);
      sizes.push(product.data.length);
      return product;
    },
  };
  for (const blocks of [1, 3]) {
    const unfolded = await unfolder(registry)(await factored(sampleTensor('f32', [40, 90]), { rank: 4, blocks }));
    const product = unfolded.matMul?.<Tensor>(ops, (leaf) => leaf)(2)(sampleTensor('f32', [2, 40]));
    t.deepEqual(product?.shape, [2, 90]);
  }
  t.true(sizes.length > 0 && Math.max(...sizes) === 2 * 90);
});

test('what is no matrix, or in blocks, has none of what it would take', async (t) => {
  const unfold = unfolder(registry);
  const gates = await unfold(await factored(sampleTensor('f32', [40, 90]), { rank: 4, blocks: 3 }));
  t.is(
    gates.factors?.<Tensor>(plainOps, (leaf) => leaf),
    undefined,
  );
  const conv = await unfold(await factored(kernel, { rank: 4 }));
  t.throws(() => conv.matMul?.<Tensor>(plainOps, (leaf) => leaf), {
    message: /matMul is for matrices, not for \[3,3,6,8\]/,
  });
});

/** A convolution of x [height, width, inputs] without padding, as the definition has it. */
function convolve(x: Tensor, kernel: Tensor, strides: readonly number[], dilations: readonly number[]): Tensor {
  const [height = 0, width = 0, inputs = 0] = x.shape;
  const [h = 0, w = 0, , outputs = 0] = kernel.shape;
  const [sy = 1, sx = 1] = strides;
  const [dy = 1, dx = 1] = dilations;
  const rows = Math.floor((height - (h - 1) * dy - 1) / sy) + 1;
  const columns = Math.floor((width - (w - 1) * dx - 1) / sx) + 1;
  const data = new Float32Array(rows * columns * outputs);
  for (let at = 0; at < data.length; at++) {
    const [o, column, row] = [at % outputs, Math.floor(at / outputs) % columns, Math.floor(at / outputs / columns)];
    for (let tap = 0; tap < h * w * inputs; tap++) {
      const [i, kx, ky] = [tap % inputs, Math.floor(tap / inputs) % w, Math.floor(tap / inputs / w)];
      const pixel = ((row * sy + ky * dy) * width + column * sx + kx * dx) * inputs + i;
      data[at]! += x.data[pixel]! * kernel.data[tap * outputs + o]!;
    }
  }
  return { dtype: 'f32', shape: [rows, columns, outputs], data };
}

for (const [unfolding, shapes] of [
  ['channel', ['3,2,6,4', '1,1,4,8']],
  ['spatial', ['3,1,6,4', '1,2,4,8']],
] as const) {
  test(`${unfolding}: two layers do what one does, whatever the stride and dilation`, async (t) => {
    const tensor = sampleTensor('f32', [3, 2, 6, 8]);
    const unfolded = await unfolder(registry)(await factored(tensor, { rank: 4, unfolding }));
    const [first, second] = unfolded.factors?.<Tensor>(plainOps, (leaf) => leaf) ?? [];
    t.deepEqual([`${first?.shape}`, `${second?.shape}`], [...shapes]);
    const x = sampleTensor('f32', [11, 12, 6], 2);
    for (const strides of [
      [1, 1],
      [2, 3],
    ]) {
      for (const dilations of [
        [1, 1],
        [2, 3],
      ]) {
        // Each layer takes them along the axes on which its kernel is long.
        const along = (kernel: Tensor | undefined, sizes: readonly number[]) =>
          sizes.map((size, axis) => (kernel!.shape[axis]! > 1 ? size : 1));
        const whole = convolve(x, unfolded.tensor(), strides, dilations);
        const narrow = convolve(x, first!, along(first, strides), along(first, dilations));
        const both = convolve(narrow, second!, along(second, strides), along(second, dilations));
        t.deepEqual(both.shape, whole.shape);
        t.true(both.data.every((value, i) => Math.abs(value - whole.data[i]!) < 1e-5));
      }
    }
  });
}

test('options that are left out are those that the README says', (t) => {
  t.deepEqual(completeOptions(svd, { rank: 3 }), { rank: 3, unfolding: 'auto', blocks: 1, workers: 0 });
});
