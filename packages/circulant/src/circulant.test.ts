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
  rootMeanSquare,
  sizeOf,
  sizesOf,
  type Tensor,
  unfolder,
  use,
} from '@tensorpress/core';
import test from 'ava';
import { circulant } from './circulant.ts';
import type { CirculantOptions } from './circulant-options.ts';

for (const { title, run } of conformance(
  circulant,
  [
    { options: {}, tolerance: 1 },
    { options: { signs: false }, tolerance: 1 },
    { options: { block: 2 }, tolerance: 0.75 },
    { options: { block: 16, signs: false }, tolerance: 1 },
    { title: 'wide', options: {}, tensor: sampleTensor('f32', [20, 70]), tolerance: 1 },
    { title: 'large', options: {}, tensor: sampleTensor('f32', [300, 260]), tolerance: 1 },
    { title: 'of a convolution', options: {}, tensor: sampleTensor('f32', [3, 3, 6, 8]), tolerance: 1 },
    { title: 'of a sequence', options: { block: 5 }, tensor: sampleTensor('f32', [3, 16, 12]), tolerance: 0.95 },
  ],
  {
    fixtures: new URL('../fixtures/', import.meta.url),
    rejects: [{ block: 1 }, { block: 2.5 }, { signs: 1 as never }],
  },
)) {
  test.serial(title, (t) => t.notThrowsAsync(run));
}

const registry = createRegistry({ circulant: async () => circulant });

/** A model of one weight after the stage, and what the stage says of it. */
async function stage(w: Tensor, options: Partial<CirculantOptions> = {}, context = {}) {
  const notes: string[] = [];
  const { weights } = await compress({ weights: { w } }, [use(circulant, options)], {
    ...context,
    onProgress: ({ note }) => note && notes.push(note),
  });
  return { tree: weights.w!, note: notes.join() };
}

async function encoded(w: Tensor, options: Partial<CirculantOptions> = {}, context = {}): Promise<Node> {
  const { tree, note } = await stage(w, options, context);
  if (!isNode(tree)) throw new Error(`is not encoded: ${note}`);
  return tree;
}

test('a matrix takes as many numbers as its longer side, and blocks as many times fewer as they are large', async (t) => {
  const numbers = async (shape: readonly number[], options?: Partial<CirculantOptions>) =>
    ((await encoded(sampleTensor('f32', shape), options)).parts.c as Tensor).data.length;
  t.is(await numbers([40, 60]), 60);
  t.is(await numbers([60, 40]), 60);
  t.is(await numbers([64, 96], { block: 16 }), (64 * 96) / 16);
  t.is(await numbers([3, 3, 16, 24]), 9 * 24);
  t.is(await numbers([3, 3, 16, 24], { block: 8 }), (9 * 16 * 24) / 8);
});

test('signs are those of the seed, and there are none if none are asked for', async (t) => {
  const w = sampleTensor('f32', [40, 60]);
  t.deepEqual((await encoded(w, {}, { seed: 5 })).header, { block: 60, seed: 5 });
  t.deepEqual((await encoded(w, { signs: false }, { seed: 5 })).header, { block: 60 });
  t.notDeepEqual((await encoded(w, {}, { seed: 5 })).parts.c, (await encoded(w, {}, { seed: 6 })).parts.c);
});

test('a weight that was made of blocks comes back, with what signs it had', async (t) => {
  for (const options of [{}, { block: 8 }, { block: 7, signs: false }]) {
    const w = await decode(await encoded(sampleTensor('f32', [40, 32]), options, { fresh: true }), registry);
    const back = await decode(await encoded(w, options), registry);
    t.true(back.data.every((value, i) => Math.abs(value - w.data[i]!) < 1e-6));
  }
});

test('weights to train from have the mean square of those given, and layers of one shape do not begin alike', async (t) => {
  const [a, b] = [sampleTensor('f32', [40, 60], 1), sampleTensor('f32', [40, 60], 2)];
  for (const block of [60, 10]) {
    const { weights } = await compress({ weights: { a, b } }, [use(circulant, { block })], { fresh: true });
    t.notDeepEqual(weights.a, weights.b);
    const { data } = (weights.a as Node).parts.c as Tensor<'f32'>;
    t.true(Math.abs(rootMeanSquare(data) / rootMeanSquare(a.data as Float32Array) - 1) < 1e-5);
  }
});

test('what is left alone is told why', async (t) => {
  const note = async (w: Tensor, options: Partial<CirculantOptions> = {}, fresh = false) => {
    const { tree, note } = await stage(w, options, { fresh });
    t.is(tree, w);
    return note;
  };
  t.is(await note(sampleTensor('f32', [1, 300])), 'circulant blocks of 300 would not be smaller than [1,300] dense');
  t.regex(await note(sampleTensor('f32', [3, 3, 64, 1])), /would not be smaller than \[3,3,64,1\] dense$/);
  const zeros: Tensor = { dtype: 'f32', shape: [20, 20], data: new Float32Array(400) };
  t.regex(await note(zeros, {}, true), /^is zero everywhere/);
});

test('the file is no larger than estimated', async (t) => {
  const model = { weights: { w: sampleTensor('f32', [120, 80]) } };
  for (const block of [2, 7, 40, 500]) {
    const stages = [use(circulant, { block })];
    t.true((await sizesOf(await compress(model, stages))).total <= estimate(model, stages));
  }
});

test('a second stage encodes anew', async (t) => {
  const model = { weights: { w: sampleTensor('f32', [60, 50]) } };
  const twice = await compress(model, [use(circulant, { block: 4 }), use(circulant, { block: 20 })]);
  t.is((twice.weights.w as Node).header.block, 20);
  t.false(Object.values((twice.weights.w as Node).parts).some(isNode));
});

/** What multiplying by a weight asks of operations: sizes of what is gathered, and how often each operation is applied. */
async function spied(shape: readonly [number, number], options: Partial<CirculantOptions> = {}) {
  const [gathered, constants]: [number[], unknown[]] = [[], []];
  const applied = { n: 0 };
  const ops: Ops<Tensor> = {
    ...plainOps,
    gather: (x, indices) => {
      gathered.push(sizeOf(indices.shape));
      return plainOps.gather(x, indices);
    },
    apply: (...args) => {
      applied.n++;
      return plainOps.apply(...args);
    },
    tensor: (values, shape, dtype) => {
      constants.push(values);
      return plainOps.tensor(values, shape, dtype);
    },
  };
  const unfolded = await unfolder(registry)(await encoded(sampleTensor('f32', shape), options));
  return { multiply: unfolded.matMul!<Tensor>(ops, (leaf) => leaf), gathered, applied, constants };
}

test('multiplying by a large block never builds the matrix, and transforms the block once for many calls', async (t) => {
  const { multiply, gathered, applied } = await spied([512, 300]);
  const ready = multiply(3);
  t.is(applied.n, 1);
  for (let call = 0; call < 4; call++) t.deepEqual(ready(sampleTensor('f32', [3, 512])).shape, [3, 300]);
  t.is(applied.n, 5);
  t.deepEqual(gathered, []);
});

test('multiplying by small blocks builds no matrix either, of constants that stay the same', async (t) => {
  const { multiply, gathered, applied, constants } = await spied([512, 384], { block: 8 });
  const ready = multiply(100);
  const first = [...constants];
  for (let call = 0; call < 2; call++) t.deepEqual(ready(sampleTensor('f32', [100, 512])).shape, [100, 384]);
  t.deepEqual(gathered, []);
  t.is(applied.n, 0);
  multiply(100);
  t.true(first.length > 0);
  for (const constant of constants) t.true(constants.filter((other) => other === constant).length > 1);
});

test('a small matrix is built, once for many calls', async (t) => {
  const { multiply, gathered, applied } = await spied([32, 24], { block: 4 });
  const ready = multiply(10);
  for (let call = 0; call < 4; call++) ready(sampleTensor('f32', [10, 32]));
  t.deepEqual(gathered, [32 * 24]);
  t.is(applied.n, 0);
});
