import { conformance, sampleTensor } from '@tensorpress/conformance';
import {
  compress,
  createRegistry,
  decode,
  estimate,
  isNode,
  type Node,
  type Ops,
  plainOps,
  sizesOf,
  type Tensor,
  unfolder,
  use,
} from '@tensorpress/core';
import { svd } from '@tensorpress/linalg';
import test from 'ava';
import { deepthin } from './deepthin.ts';
import type { DeepthinOptions } from './deepthin-options.ts';
import { layoutFor } from './layout-for.ts';

const kernel = sampleTensor('f32', [3, 3, 6, 8]);

for (const { title, run } of conformance(
  deepthin,
  [
    { options: { rank: 5 }, tolerance: 0.95 },
    { options: { ratio: 0.5 }, tolerance: 0.8 },
    { options: { ratio: 0.05 }, tolerance: 1 },
    { options: { rank: 2, ratio: 0.4 }, tolerance: 0.95 },
    { options: { rank: 3, width: 100 }, tolerance: 0.95 },
    { options: { rank: 5, width: 'rows' }, tolerance: 0.95 },
    { title: 'of a convolution', options: { rank: 3 }, tensor: kernel, tolerance: 0.95 },
    { title: 'of a sequence', options: { ratio: 0.4 }, tensor: sampleTensor('f32', [3, 16, 12]), tolerance: 0.95 },
    { title: 'plain, of a convolution', options: { rank: 4, width: 'rows' }, tensor: kernel, tolerance: 0.95 },
  ],
  {
    fixtures: new URL('../fixtures/', import.meta.url),
    rejects: [{}, { width: 7 }, { ratio: 0 }, { ratio: 1 }, { rank: 0 }, { rank: 1, width: 0.5 }],
  },
)) {
  test.serial(title, (t) => t.notThrowsAsync(run));
}

const registry = createRegistry({ deepthin: async () => deepthin });

/** A model of one weight after the stage, and what the stage says of it. */
async function stage(w: Tensor, options: DeepthinOptions, fresh = false) {
  const notes: string[] = [];
  const { weights } = await compress({ weights: { w } }, [use(deepthin, options)], {
    fresh,
    onProgress: ({ note }) => note && notes.push(note),
  });
  return { tree: weights.w!, note: notes.join() };
}

async function factored(w: Tensor, options: DeepthinOptions, fresh = false): Promise<Node> {
  const { tree, note } = await stage(w, options, fresh);
  if (!isNode(tree)) throw new Error(`is not factored: ${note}`);
  return tree;
}

const square = (values: Iterable<number>): number => {
  let sum = 0;
  for (const value of values) sum += value ** 2;
  return sum;
};

const distance = (a: Tensor, b: Tensor): number => Math.sqrt(square(a.data.map((value, i) => value - b.data[i]!)));

test('a weight is its factors laid out as the paper says', async (t) => {
  const [m, n] = [16, 20];
  for (const options of [{ rank: 2 }, { rank: 1, ratio: 0.5 }, { rank: 2, width: 17 }, { rank: 1, width: 150 }]) {
    const { header, parts } = await factored(sampleTensor('f32', [m, n]), options);
    const { xf, wf } = parts as { xf: Tensor; wf: Tensor };
    const { rank, width } = header as { rank: number; width: number };
    t.deepEqual(
      [xf.shape, wf.shape],
      [
        [Math.ceil((m * n) / width), rank],
        [rank, width],
      ],
    );
    const decoded = await decode(await factored(sampleTensor('f32', [m, n]), options), registry);
    const flat = plainOps.matMul(xf, wf).data;
    for (let k = 0; k < m * n; k++) t.is(decoded.data[(k % m) * n + Math.floor(k / m)], flat[k]);
  }
});

test('as many columns as the weight has rows make its singular value decomposition', async (t) => {
  const [m, n, rank] = [30, 44, 6];
  const w = sampleTensor('f32', [m, n]);
  const { s } = await svd({ data: w.data as Float32Array, m, n });
  const decoded = await decode(await factored(w, { rank, width: m }), registry);
  const tail = Math.sqrt(square(s.subarray(rank)));
  t.true(Math.abs(distance(w, decoded) - tail) <= 1e-5 * s[0]!);
});

test('no factors near those of encoding are nearer to the weight', async (t) => {
  const w = sampleTensor('f32', [24, 30]);
  // Where nothing is cut off: else the zeros behind the weight are fitted as well.
  for (const options of [{ rank: 3 }, { rank: 2, width: 40 }, { rank: 2, width: 15 }, { rank: 4, width: 24 }]) {
    const node = await factored(w, options);
    t.is((24 * 30) % Number(node.header.width), 0);
    const error = distance(w, await decode(node, registry));
    for (let seed = 2; seed < 12; seed++) {
      const parts = Object.fromEntries(
        Object.entries(node.parts).map(([name, part]) => {
          const { data, shape } = part as Tensor;
          const noise = sampleTensor('f32', shape, seed).data;
          return [name, { ...part, data: data.map((value, i) => value + 0.01 * noise[i]!) } as Tensor];
        }),
      );
      t.true(distance(w, await decode({ ...node, parts }, registry)) > error);
    }
  }
});

test('weights to train from are of full rank, whatever that of their factors', async (t) => {
  const w = sampleTensor('f32', [40, 60]);
  for (const [options, expected] of [
    [{ rank: 1 }, 40],
    [{ ratio: 0.25 }, 40],
    [{ rank: 3, width: 'rows' }, 3],
  ] as const) {
    const { data } = await decode(await factored(w, options, true), registry);
    const { s } = await svd({ data: Float64Array.from(data), m: 40, n: 60 });
    t.is(s.filter((value) => value > 1e-5 * s[0]!).length, expected);
  }
});

test('weights to train from have the mean square of those given, exactly for rank 1', async (t) => {
  const w = sampleTensor('f32', [60, 80]);
  for (const [rank, tolerance] of [
    [1, 0.02],
    [8, 0.1],
  ] as const) {
    const { data } = await decode(await factored(w, { rank }, true), registry);
    t.true(Math.abs(square(data) / square(w.data) - 1) < tolerance);
  }
});

test('layers of one shape do not begin alike', async (t) => {
  const [a, b] = [sampleTensor('f32', [40, 60], 1), sampleTensor('f32', [40, 60], 2)];
  const { weights } = await compress({ weights: { a, b } }, [use(deepthin, { rank: 1 })], { fresh: true });
  t.notDeepEqual(weights.a, weights.b);
});

test('what is left alone is told why', async (t) => {
  const note = async (w: Tensor, options: DeepthinOptions, fresh = false) => {
    const { tree, note } = await stage(w, options, fresh);
    t.is(tree, w);
    return note;
  };
  t.is(
    await note(sampleTensor('f32', [40, 30]), { rank: 20, width: 48 }),
    '25 × 48 of rank 20 would not be smaller than 40 × 30 dense',
  );
  t.regex(await note(sampleTensor('f32', [1, 300]), { rank: 20 }), /would not be smaller than 1 × 300 dense$/);
  const zeros: Tensor = { dtype: 'f32', shape: [20, 20], data: new Float32Array(400) };
  t.regex(await note(zeros, { rank: 1 }, true), /^is zero everywhere/);
  t.is(
    await note({ ...zeros, data: zeros.data.map(() => 3e38) }, { rank: 1 }),
    'holds values too large for sums of products',
  );
});

test('a ratio below that of the smallest form gives that', async (t) => {
  const node = await factored(sampleTensor('f32', [60, 50]), { ratio: 0.0001 });
  t.deepEqual(node.header, { rank: 1, width: layoutFor(60, 50, { rank: 1, ratio: 0.0001 }).q });
  t.true((await sizesOf({ weights: { node } })).total < 4 * 130 + 300);
});

test('the file is no larger than estimated', async (t) => {
  const model = { weights: { w: sampleTensor('f32', [120, 80]) } };
  for (const ratio of [0.05, 0.1, 0.25, 0.5]) {
    const stages = [use(deepthin, { ratio })];
    t.true((await sizesOf(await compress(model, stages))).total <= estimate(model, stages));
  }
});

test('a second stage factors anew', async (t) => {
  const model = { weights: { w: sampleTensor('f32', [60, 50]) } };
  const twice = await compress(model, [use(deepthin, { rank: 12 }), use(deepthin, { rank: 3 })]);
  t.is((twice.weights.w as Node).header.rank, 3);
  t.false(Object.values((twice.weights.w as Node).parts).some(isNode));
});

test('multiplying by few rows never makes the matrix, and for many makes it once', async (t) => {
  const sizes: number[] = [];
  const ops: Ops<Tensor> = {
    ...plainOps,
    matMul: (...operands) => {
      const product = plainOps.matMul(...operands);
      sizes.push(product.data.length);
      return product;
    },
  };
  const [m, n] = [256, 300];
  const unfolded = await unfolder(registry)(await factored(sampleTensor('f32', [m, n]), { rank: 1 }, true));
  const multiply = unfolded.matMul?.<Tensor>(ops, (leaf) => leaf);
  t.deepEqual(multiply?.(1)(sampleTensor('f32', [1, m])).shape, [1, n]);
  t.true(sizes.length > 0 && Math.max(...sizes) < m * n);
  sizes.length = 0;
  const ready = multiply?.(600);
  for (let call = 0; call < 2; call++) ready?.(sampleTensor('f32', [600, m]));
  t.is(sizes.filter((size) => size >= m * n && size < 600 * n).length, 1);
});

test('constants are the same objects at each call', async (t) => {
  const constants: unknown[] = [];
  const ops: Ops<Tensor> = {
    ...plainOps,
    tensor: (values, shape, dtype) => {
      constants.push(values);
      return plainOps.tensor(values, shape, dtype);
    },
  };
  const unfolded = await unfolder(registry)(await factored(sampleTensor('f32', [256, 300]), { rank: 1 }, true));
  const called = (rows: number) => {
    constants.length = 0;
    unfolded.matMul?.<Tensor>(ops, (leaf) => leaf)(rows)(sampleTensor('f32', [rows, 256]));
    return [...constants];
  };
  for (const rows of [1, 2]) {
    const first = called(rows);
    t.true(first.length > 0);
    for (const [i, constant] of called(rows).entries()) t.is(constant, first[i]);
  }
});
