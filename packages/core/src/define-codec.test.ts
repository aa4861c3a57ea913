import test from 'ava';
import fc from 'fast-check';
import './_arbitraries.test.ts';
import { registry, runs, steps } from './_codecs.test.ts';
import type { Progress } from './compressor.ts';
import { decode, decodeModel } from './decode.ts';
import { defineCodec } from './define-codec.ts';
import { OptionError } from './errors.ts';
import { boundOf, sizesOf } from './file.ts';
import { compress, estimate, type Stage, use } from './pipeline.ts';
import { random } from './random.ts';
import { sizeOf, type Tensor } from './tensor.ts';
import { isNode, type Model, type Node, type Tree } from './tree.ts';

const tensor = (shape: readonly number[], value: (i: number) => number = (i) => Math.sin(i)): Tensor<'f32'> => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from({ length: sizeOf(shape) }, (_, i) => value(i)),
});
const nodeOf = (tree: Tree | undefined): Node => {
  if (!tree || !isNode(tree)) throw new Error('is not a node');
  return tree;
};
const everywhere = { where: () => true };

/** What a run notes of each path. */
async function notesOf(model: Model, stage: Stage): Promise<Record<string, string>> {
  const notes: Record<string, string> = {};
  await stage.run(model, {
    onProgress: ({ path, note }) => {
      if (path && note) notes[path] = note;
    },
  });
  return notes;
}

test('a stage takes the leaves of its element types, those of other nodes included', async (t) => {
  const model: Model = {
    weights: { a: tensor([20, 20]), b: { dtype: 'u8', shape: [400], data: new Uint8Array(400) } },
  };
  const once = await compress(model, [use(steps)]);
  t.is(nodeOf(once.weights.a).codec, 'steps');
  t.is(once.weights.b, model.weights.b);
  const zeros: Model = { weights: { ...once.weights, c: tensor([20, 20], (i) => (i === 7 ? 1 : 0)) } };
  const { weights } = await compress(zeros, [use(steps), use(runs)]);
  t.is(nodeOf(weights.b).codec, 'runs');
  t.is(nodeOf(nodeOf(weights.c).parts.codes).codec, 'runs');
  t.deepEqual(
    (await decode(weights.c!, registry)).data,
    zeros.weights.c && 'data' in zeros.weights.c ? zeros.weights.c.data : undefined,
  );
});

test('codecs with a loss leave small leaves and top-level vectors alone by default, exact ones leave nothing', async (t) => {
  const small = tensor([15, 17]);
  const vector = tensor([1000]);
  const part = tensor([1000]);
  const held: Node = { dtype: 'f32', shape: [1000], codec: 'other', version: 1, header: {}, parts: { part } };
  const { weights } = await compress({ weights: { small, vector, held, large: tensor([16, 16]) } }, [use(steps)]);
  t.is(weights.small, small);
  t.is(weights.vector, vector);
  t.is(nodeOf(nodeOf(weights.held).parts.part).codec, 'steps');
  t.is(nodeOf(weights.large).codec, 'steps');
  const bytes: Tensor = { dtype: 'u8', shape: [200], data: new Uint8Array(200) };
  t.is(nodeOf((await compress({ weights: { bytes } }, [use(runs)])).weights.bytes).codec, 'runs');
});

test('where replaces the default selection, of the stage before that of the pipeline', async (t) => {
  const model: Model = { weights: { a: tensor([250]), b: tensor([20, 20]) } };
  const asked: string[] = [];
  const where = (path: string) => {
    asked.push(path);
    return path === 'a';
  };
  const { weights } = await compress(model, [use(steps, {}, { where })], { where: (path) => path === 'b' });
  t.deepEqual(asked, ['a', 'b']);
  t.is(nodeOf(weights.a).codec, 'steps');
  t.is(weights.b, model.weights.b);
});

test('what is left alone is left the same object, and the reason is told', async (t) => {
  const nan = tensor([20, 20], (i) => (i === 5 ? Number.NaN : 1));
  const infinite = tensor([20, 20], (i) => (i === 5 ? Number.NEGATIVE_INFINITY : 1));
  const axes = tensor([2, 2, 2, 2, 20]);
  const zeros = tensor([20, 20], () => 0);
  const noise: Tensor = { dtype: 'u8', shape: [400], data: Uint8Array.from({ length: 400 }, (_, i) => i) };
  const model: Model = { weights: { nan, infinite, axes, zeros, noise } };
  t.deepEqual((await compress(model, [use(steps), use(runs)])).weights, model.weights);
  t.deepEqual(await notesOf(model, use(steps)), {
    nan: 'holds NaN or infinity',
    infinite: 'holds NaN or infinity',
    axes: 'has too many axes',
    zeros: 'holds zeros only',
  });
  t.deepEqual(await notesOf(model, use(runs)), { noise: 'would not be smaller' });
});

test('a shared leaf is encoded once and stays shared', async (t) => {
  const shared = tensor([20, 20]);
  const { weights } = await compress({ weights: { a: shared, b: shared } }, [use(steps), use(runs)]);
  t.is(nodeOf(weights.a), nodeOf(weights.b));
});

test('parts that nodes share count by the bytes that they replace, so that what is kept is smaller as a whole', async (t) => {
  const size = 400;
  const codebook: Tensor<'f32'> = tensor([size]);
  const pool = defineCodec<object, 'f32', { readonly pool: 'f32' }, object & Record<string, never>>({
    id: 'pool',
    version: 1,
    options: {},
    takes: ['f32'],
    parts: { pool: ['f32'] },
    plan: () => ({ pool: { dtype: 'f32', shape: [size] } }),
    encode: () => ({ header: {}, parts: { pool: codebook } }),
    rebuild: (ops, { pool }, _, { shape }) => ops.slice(pool, [0], [...shape]),
  });
  const large = (i: number) => tensor([300], (j) => i + j);
  const alone = await compress({ weights: { a: large(1) } }, [use(pool, {}, everywhere)]);
  t.false(isNode(alone.weights.a!));
  const together: Model = { weights: { a: large(1), b: large(2), c: large(3), small: tensor([100]) } };
  const { weights } = await compress(together, [use(pool, {}, everywhere)]);
  t.is(nodeOf(weights.a).parts.pool, nodeOf(weights.c).parts.pool);
  t.is(nodeOf(weights.a).parts.pool, nodeOf(weights.small).parts.pool);
  t.true((await sizesOf({ weights })).total < (await sizesOf(together)).total);
});

test('a second run of a codec encodes what the first one decodes to, and keeps the smaller', async (t) => {
  const model: Model = { weights: { a: tensor([20, 20]) } };
  const first = await compress(model, [use(steps, { levels: 100 })]);
  const second = await compress(first, [use(steps, { levels: 3 })]);
  t.is(second.weights.a, first.weights.a);
  const both = await compress(first, [use(steps, { levels: 3 }), use(runs)]);
  const node = nodeOf(both.weights.a);
  t.is(node.codec, 'steps');
  t.deepEqual(Object.keys(node.parts), ['codes', 'step']);
});

test('progress goes from one to the total, leaf by leaf', async (t) => {
  const events: Progress[] = [];
  const model: Model = { weights: { a: tensor([20, 20]), b: tensor([20, 20], () => 0), c: tensor([2]) } };
  await compress(model, [use(steps)], { onProgress: (event) => events.push(event) });
  t.deepEqual(events, [
    { stage: 'steps', done: 1, total: 2, path: 'a' },
    { stage: 'steps', done: 2, total: 2, path: 'b' },
    { stage: 'steps', done: 2, total: 2, path: 'b', note: 'holds zeros only' },
    {
      stage: 'steps',
      done: 2,
      total: 2,
      path: 'c',
      note: 'under 256 values or 1-D: not touched unless where selects it',
    },
  ]);
});

test('a run that is cancelled rejects with the reason, before a stage and between leaves', async (t) => {
  const reason = new Error('enough');
  const model: Model = { weights: { a: tensor([20, 20]), b: tensor([30, 30]) } };
  t.is(
    await t.throwsAsync(
      compress(model, [], { signal: AbortSignal.abort(reason) }).then(() =>
        compress(model, [use(steps)], { signal: AbortSignal.abort(reason) }),
      ),
    ),
    reason,
  );
  const controller = new AbortController();
  let calls = 0;
  const onProgress = () => {
    calls++;
    controller.abort(reason);
  };
  t.is(await t.throwsAsync(compress(model, [use(steps)], { signal: controller.signal, onProgress })), reason);
  t.is(calls, 1);
});

test('prepare sees every tensor that is going to be encoded, and its options are those of encode', async (t) => {
  const seen: number[][] = [];
  const scaled = defineCodec<{ readonly most: number }, 'f32', { readonly codes: 'u8' }, { readonly most: number }>({
    id: 'scaled',
    version: 1,
    options: { most: { type: 'number', about: 'The greatest value.', default: 0 } },
    takes: ['f32'],
    parts: { codes: ['u8'] },
    plan: ({ shape }) => (shape[0] === 17 ? 'is odd' : { codes: { dtype: 'u8', shape } }),
    prepare(tensors) {
      seen.push(...tensors.map(({ shape }) => [...shape]));
      return { most: Math.max(...tensors.map(({ data }) => Math.max(...data))) };
    },
    encode: ({ shape, data }, { most }) => ({
      header: { most },
      parts: {
        codes: { dtype: 'u8', shape, data: Uint8Array.from(data, (value) => Math.round((255 * value) / most)) },
      },
    }),
    rebuild: (ops, { codes }, { most }, { shape }) =>
      ops.tensor(
        Float32Array.from(codes.data, (code) => (code * most) / 255),
        [...shape],
        'float32',
      ),
  });
  const model: Model = { weights: { a: tensor([20, 20], () => 1), b: tensor([17, 20]), c: tensor([16, 16], () => 4) } };
  const { weights } = await compress(model, [use(scaled)]);
  t.deepEqual(seen, [
    [20, 20],
    [16, 16],
  ]);
  t.deepEqual(nodeOf(weights.a).header, { most: 4 });
  t.is((await decode(weights.a!, { get: async () => scaled })).data[0], Math.fround((64 * 4) / 255));
});

test('the estimate is never below the file, for models and pipelines at random', async (t) => {
  const anyTensor = fc
    .tuple(
      fc.array(fc.integer({ min: 1, max: 24 }), { maxLength: 3 }),
      fc.nat(1000),
      fc.constantFrom('f32' as const, 'u8' as const),
    )
    .map(([shape, seed, dtype]): Tensor => {
      const next = random(seed);
      const value = () => (next() < 0.5 ? 1 : next());
      return dtype === 'f32'
        ? tensor(shape, value)
        : { dtype, shape, data: Uint8Array.from({ length: sizeOf(shape) }, () => 9 * value()) };
    });
  const pipelines = [
    [use(steps)],
    [use(steps, {}, everywhere)],
    [use(steps, { levels: 2 }), use(steps, { levels: 9 })],
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.dictionary(fc.string({ maxLength: 8 }), anyTensor, { maxKeys: 6, noNullPrototype: true }),
      fc.constantFrom(...pipelines),
      async (weights, stages) => {
        const { total } = await sizesOf(await compress({ weights }, stages));
        t.true(total <= estimate({ weights }, stages));
      },
    ),
    { numRuns: 100 },
  );
});

test('a preview needs no data, and has the trees that are going to be', async (t) => {
  const model: Model = { weights: { a: tensor([20, 20]), b: tensor([5]), c: tensor([2, 2, 2, 2, 20]) } };
  const outline = {
    weights: Object.fromEntries(
      Object.entries(model.weights).map(([name, { dtype, shape }]) => [name, { dtype, shape }]),
    ),
  };
  const preview = use(steps).preview(outline);
  t.deepEqual(preview.weights, {
    a: {
      codec: 'steps',
      version: 2,
      dtype: 'f32',
      shape: [20, 20],
      header: {},
      parts: { codes: { dtype: 'u8', shape: [20, 20] }, step: { dtype: 'f32', shape: [] } },
    },
    b: { dtype: 'f32', shape: [5] },
    c: { dtype: 'f32', shape: [2, 2, 2, 2, 20] },
  });
  t.is(boundOf(preview), estimate(model, [use(steps)]));
});

test('compressing decodes to what was compressed, and leaves the model as it was', async (t) => {
  const weights = {
    a: tensor([20, 20]),
    b: tensor([3]),
    c: { dtype: 'u8' as const, shape: [600], data: new Uint8Array(600).fill(3) },
  };
  const model = structuredClone({ weights, topology: { kind: 'm' } });
  const small = await compress(model, [use(steps), use(runs)]);
  t.deepEqual(model, { weights, topology: { kind: 'm' } });
  t.is(small.topology, model.topology);
  const back = await decodeModel(small, registry);
  t.deepEqual(back.weights.b, weights.b);
  t.deepEqual(back.weights.c, weights.c);
  const worst = Math.max(...weights.a.data.map((value, i) => Math.abs(value - back.weights.a!.data[i]!)));
  t.true(worst > 0 && worst <= 0.5 / 100);
});

test('options are checked when a stage is made, their combinations when it runs', async (t) => {
  t.throws(() => use(steps, { levels: 200 }), { instanceOf: OptionError });
  const stage = use(steps, { levels: 1, spare: 2 });
  await t.throwsAsync(compress({ weights: { a: tensor([20, 20]) } }, [stage]), { instanceOf: OptionError });
});
