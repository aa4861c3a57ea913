import test from 'ava';
import { idle, registry, steps } from './_codecs.test.ts';
import type { Compressor } from './compressor.ts';
import { decode, decodeModel, unfolder } from './decode.ts';
import { defineCodec } from './define-codec.ts';
import { CodecError, UnknownCodecError, VersionError } from './errors.ts';
import type { Ops } from './ops.ts';
import { plainOps } from './plain-ops.ts';
import { createRegistry } from './registry.ts';
import type { Tensor, TensorInfo } from './tensor.ts';
import type { Node, Tree } from './tree.ts';

const step: Tensor<'f32'> = { dtype: 'f32', shape: [], data: Float32Array.of(0.5) };
const codes: Tensor<'u8'> = { dtype: 'u8', shape: [2], data: Uint8Array.of(128, 130) };
const node: Node = { dtype: 'f32', shape: [2], codec: 'steps', version: 2, header: {}, parts: { codes, step } };
const runsOf = (...lengths: number[]): Node => ({
  dtype: 'u8',
  shape: [2],
  codec: 'runs',
  version: 1,
  header: {},
  parts: {
    values: { dtype: 'u8', shape: [2], data: Uint8Array.of(128, 130) },
    lengths: { dtype: 'u8', shape: [2], data: Uint8Array.from(lengths) },
  },
});
const expected: Tensor = { dtype: 'f32', shape: [2], data: Float32Array.of(0, 1) };

test('a tree is decoded from its leaves up, whatever encodes its parts', async (t) => {
  t.is(await decode(step, registry), step);
  t.deepEqual(await decode(node, registry), expected);
  t.deepEqual(await decode({ ...node, parts: { codes: runsOf(1, 1), step } }, registry), expected);
});

test('an earlier version is decoded as what it was, a later one is a VersionError', async (t) => {
  t.deepEqual((await decode({ ...node, version: 1 }, registry)).data, Float32Array.of(64, 65));
  await t.throwsAsync(decode({ ...node, version: 3 }, registry), {
    instanceOf: VersionError,
    message: /^steps: this is version 3.*update/,
  });
});

test('what cannot be decoded is a CodecError that names the codec', async (t) => {
  const fails = async (tree: Tree, message: RegExp) => {
    await t.throwsAsync(decode(tree, registry), { instanceOf: CodecError, message });
  };
  await fails({ ...node, parts: { codes } }, /^steps: part step must be f32/);
  await fails({ ...node, parts: { codes: step, step } }, /^steps: part codes must be u8/);
  await fails({ ...node, parts: { codes, step: { ...runsOf(1, 1) } } }, /^steps: part step must be f32/);
  await fails({ ...node, shape: [3] }, /^steps: codes must be as many as values/);
  await fails({ ...node, dtype: 'i32' }, /^steps: decodes to f32 \[2\], not i32 \[2\]/);
  await fails({ ...node, codec: 'idle' }, /^idle: encodes nothing/);
  await fails({ ...node, parts: { codes: runsOf(1, 2), step } }, /^runs: do not add up/);
  await t.throwsAsync(decode({ ...node, codec: 'svd' }, registry), { instanceOf: UnknownCodecError });
});

test('a decoder that gives another shape, or throws what is no Error, is a CodecError', async (t) => {
  const odd = (rebuild: () => Tensor): Compressor => ({ ...steps, ...{ rebuild } });
  const decodeBy = (codec: Compressor) => decode(node, createRegistry({ steps: async () => codec }));
  const scalar: Tensor = { dtype: 'f32', shape: [], data: Float32Array.of(1) };
  await t.throwsAsync(decodeBy(odd(() => scalar)), {
    instanceOf: CodecError,
    message: /decodes to f32 \[\], not f32 \[2\]/,
  });
  await t.throwsAsync(decodeBy(odd(() => ({ ...expected, data: new Float32Array(3) }))), { instanceOf: CodecError });
  const error = await t.throwsAsync(
    decodeBy(
      odd(() => {
        throw 'a string';
      }),
    ),
    { instanceOf: CodecError, message: 'steps: a string' },
  );
  t.is(error?.cause, 'a string');
});

test('an unfolded tree is a function of its leaves of floats', async (t) => {
  const unfolded = await unfolder(registry)({ ...node, parts: { codes: runsOf(1, 1), step } });
  t.deepEqual(unfolded.leaves, [step]);
  t.deepEqual(unfolded.tensor(), expected);
  const doubled = unfolded.rebuild<Tensor>(plainOps, (leaf) => ({
    ...leaf,
    data: leaf.data.map((value) => 2 * value),
  }));
  t.deepEqual(doubled.data, Float32Array.of(0, 2));
});

test('a constant is made on the operations that ask for it', async (t) => {
  const unfold = unfolder(registry);
  const made: unknown[] = [];
  const ops = {
    ...plainOps,
    tensor: (...args: Parameters<typeof plainOps.tensor>) => {
      made.push(args[2]);
      return plainOps.tensor(...args);
    },
  };
  const constant = (await unfold(codes)).rebuild<Tensor>(ops, () => t.fail('is not trained') as never);
  t.deepEqual(constant, { dtype: 'i32', shape: [2], data: Int32Array.of(128, 130) });
  t.deepEqual(made, ['int32']);
});

test('trees that are shared are decoded once', async (t) => {
  let calls = 0;
  const counting = createRegistry({
    steps: async () => steps,
    runs: async () => {
      calls++;
      return registry.get('runs');
    },
  });
  const shared = runsOf(1, 1);
  const model = { weights: { a: { ...node, parts: { codes: shared, step } }, b: shared, c: shared } };
  const { weights } = await decodeModel(model, counting);
  t.is(weights.b, weights.c);
  t.is(calls, 1);
  t.is(await registry.get('idle'), idle);
});

test('what a codec computes without its tensor is there where it is, with parts put together and errors named', async (t) => {
  const { matMul: none } = await unfolder(registry)(node);
  t.is(none, undefined);
  const quick = defineCodec({
    ...steps,
    matMul<T>(ops: Ops<T>, { step }: { readonly step: T }) {
      return () => (x: T) => ops.mul(x, step);
    },
    factors: <T>(_: unknown, { step }: { step: T }, __: unknown, { shape }: TensorInfo) => {
      if (shape[0] === 2) throw new Error('two are too many');
      return shape[0] === 3 ? undefined : [step];
    },
  });
  const unfold = unfolder(createRegistry({ steps: async () => quick, runs: async () => await registry.get('runs') }));
  const tree = (n: number): Node => ({ ...node, shape: [n], parts: { codes: runsOf(1, 1), step } });
  const value = (leaf: Tensor) => leaf;
  const { matMul, factors } = await unfold(tree(4));
  t.deepEqual(matMul?.<Tensor>(plainOps, value)(1)(expected).data, Float32Array.of(0, 0.5));
  t.deepEqual(factors?.<Tensor>(plainOps, value), [step]);
  t.is((await unfold(tree(3))).factors?.<Tensor>(plainOps, value), undefined);
  const { factors: failing } = await unfold(tree(2));
  t.throws(() => failing?.<Tensor>(plainOps, value), { instanceOf: CodecError, message: 'steps: two are too many' });
});
