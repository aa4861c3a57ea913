import { conformance, sampleTensor } from '@tensorpress/conformance';
import {
  completeOptions,
  compress,
  decode,
  fromHalf,
  isNode,
  type Model,
  type Node,
  OptionError,
  type Progress,
  type Tensor,
  type Tree,
  toHalf,
  use,
} from '@tensorpress/core';
import test from 'ava';
import fc from 'fast-check';
import { quantize } from './quantize.ts';
import type { QuantizeOptions } from './quantize-options.ts';

for (const { title, run } of conformance(
  quantize,
  [
    { tolerance: 0.01 },
    { options: { per: 'tensor', step: 'range' }, tolerance: 0.02 },
    { options: { bits: 1 }, tolerance: 0.9 },
    { options: { bits: 3, symmetric: false }, tolerance: 0.3 },
    { options: { bits: 12, symmetric: false, per: 'tensor' }, tolerance: 0.001 },
    { options: { bits: 4, per: 'group', groupSize: 10 }, tolerance: 0.2 },
    { options: { bits: 4, per: 'group', groupSize: 7, symmetric: false }, tolerance: 0.2 },
    { options: { bits: 6, step: 'shared' }, tolerance: 0.1 },
    { options: { step: 'shared', stepSize: 0.001 }, tolerance: 0.1 },
    { options: { bits: 16 }, tolerance: 1e-4 },
    { options: { format: 'float16' }, tolerance: 1e-3 },
    { options: { bits: 4, axis: -2 }, tensor: sampleTensor('f32', [3, 3, 40, 2]), tolerance: 0.2 },
  ],
  {
    fixtures: new URL('../fixtures/', import.meta.url),
    rejects: [{ stepSize: 0.1 }, { step: 'shared', format: 'float16' }, { step: 'shared', bits: 1 }],
  },
)) {
  test.serial(title, (t) => t.notThrowsAsync(run));
}

const registry = { get: async () => quantize };
const where = () => true;

const f32 = (shape: readonly number[], data: Iterable<number>): Tensor<'f32'> => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from(data),
});

const sample = (shape: readonly number[], seed?: number): Tensor<'f32'> =>
  f32(shape, sampleTensor('f32', shape, seed).data);

const nodeOf = (tree: Tree | undefined): Node => {
  if (!tree || !isNode(tree)) throw new Error('not quantised');
  return tree;
};

const leafOf = (tree: Tree | undefined): Tensor => {
  if (!tree || isNode(tree)) throw new Error('not a leaf');
  return tree;
};

async function quantized(tensor: Tensor<'f32'>, options: Partial<QuantizeOptions>): Promise<Node> {
  const { weights } = await compress({ weights: { w: tensor } }, [use(quantize, options, { where })]);
  return nodeOf(weights.w);
}

const errorOf = (a: Tensor, b: Tensor): number =>
  Math.hypot(...Array.from(a.data, (value, i) => value - b.data[i]!)) / Math.hypot(...a.data);

const tensors = fc
  .record({
    rows: fc.integer({ min: 10, max: 40 }),
    columns: fc.integer({ min: 2, max: 8 }),
    seed: fc.nat(),
  })
  .map(({ rows, columns, seed }) => sample([rows, columns], seed));

test('the range leaves no weight further than half its step', async (t) => {
  await fc.assert(
    fc.asyncProperty(tensors, fc.integer({ min: 2, max: 6 }), fc.boolean(), async (tensor, bits, symmetric) => {
      const options = completeOptions<QuantizeOptions>(quantize, { bits, symmetric, step: 'range' });
      const encoding = await quantize.encode(tensor, options, {});
      if (typeof encoding === 'string') return t.fail(encoding);
      const { header, parts } = encoding;
      const { shape, data } = tensor;
      const node = { codec: 'quantize', version: 1, dtype: 'f32', shape, header, parts } as const;
      const decoded = await decode(node, registry);
      const columns = shape[1]!;
      t.true(
        data.every(
          (value, i) => Math.abs(value - decoded.data[i]!) <= Math.abs(parts.scales.data[i % columns]!) * 0.500001,
        ),
      );
    }),
    { seed: 5, numRuns: 50 },
  );
});

test('a channel of small weights keeps them beside one of large', async (t) => {
  const tensor = f32(
    [64, 4],
    Array.from({ length: 256 }, (_, i) => Math.sin(i) * 10 ** -(i % 4)),
  );
  const small = (data: Tensor['data']) =>
    f32(
      [64],
      Array.from({ length: 64 }, (_, row) => data[row * 4 + 3]!),
    );
  const errorPer = async (per: 'tensor' | 'channel') => {
    const decoded = await decode(await quantized(tensor, { per }), registry);
    return errorOf(small(tensor.data), small(decoded.data));
  };
  t.true((await errorPer('channel')) < (await errorPer('tensor')) / 50);
});

test('depthwise kernels have their channels on the third axis', async (t) => {
  t.deepEqual((await quantized(sample([5, 5, 32, 1]), { bits: 4 })).header, { axis: 2, zero: 8 });
  t.deepEqual((await quantized(sample([5, 5, 8, 4]), { bits: 4 })).header, { axis: 3, zero: 8 });
});

test('a tensor of one axis has one scale', async (t) => {
  const { header, parts } = await quantized(sample([400]), {});
  t.deepEqual(header, { zero: 128 });
  t.is(leafOf(parts.scales).data.length, 1);
});

test('an axis that a tensor does not have leaves it alone, and says so', async (t) => {
  const notes: Progress[] = [];
  const model = { weights: { w: sample([40, 10]) } };
  const same = await compress(model, [use(quantize, { axis: 2 })], { onProgress: (progress) => notes.push(progress) });
  t.deepEqual(same, model);
  t.true(notes.some(({ note }) => note === 'has no axis 2'));
});

test('zeros stay zero', async (t) => {
  const tensor = sample([40, 10]);
  for (let i = 0; i < 400; i += 3) tensor.data[i] = 0;
  for (const options of [{}, { symmetric: false }, { bits: 2 }, { step: 'shared' }, { format: 'float16' }] as const) {
    const { data } = await decode(await quantized(f32([40, 10], tensor.data), options), registry);
    t.true(data.every((value, i) => i % 3 > 0 || value === 0));
  }
});

test('scales are stored in half precision where that is near enough', async (t) => {
  const { data } = sample([40, 10]);
  const bits = async (factor: number) =>
    leafOf(
      (
        await quantized(
          f32(
            [40, 10],
            Float32Array.from(data, (value) => value * factor),
          ),
          {},
        )
      ).parts.scales,
    ).bits;
  t.is(await bits(1), 16);
  t.is(await bits(1e-4), undefined);
});

test('other scales move the weights in proportion', async (t) => {
  const node = await quantized(sample([40, 10]), {});
  const scales = leafOf(node.parts.scales);
  const doubled = { ...scales, data: Float32Array.from(scales.data, (value) => 2 * value) };
  const before = await decode(node, registry);
  const after = await decode({ ...node, parts: { ...node.parts, scales: doubled } }, registry);
  t.true(before.data.every((value, i) => after.data[i] === 2 * value));
});

test('a shared step is one leaf for all tensors, and the widest of them needs the bits', async (t) => {
  const model: Model = {
    weights: {
      wide: sample([40, 10]),
      narrow: f32(
        [20, 20],
        sample([20, 20], 2).data.map((value) => value / 10),
      ),
    },
  };
  const { weights } = await compress(model, [use(quantize, { step: 'shared', bits: 6 })]);
  const [wide, narrow] = [nodeOf(weights.wide), nodeOf(weights.narrow)];
  t.is(wide.parts.scales, narrow.parts.scales);
  t.is(leafOf(wide.parts.codes).bits, 6);
  t.true(leafOf(narrow.parts.codes).bits! < 6);
});

test('a shared step may be given, and needs the codes that it needs', async (t) => {
  const tensor = f32(
    [20, 20],
    Array.from({ length: 400 }, (_, i) => i - 100),
  );
  const { header, parts } = await quantized(tensor, { step: 'shared', stepSize: 0.5 });
  const codes = leafOf(parts.codes);
  t.deepEqual(header, { zero: 200 });
  t.is(codes.dtype, 'u16');
  t.is(codes.bits, 10);
  t.deepEqual(Math.max(...codes.data), 798);
});

test('a step too small for 16 bits leaves a tensor alone', async (t) => {
  const tensor = f32(
    [20, 20],
    Array.from({ length: 400 }, (_, i) => i),
  );
  const { weights } = await compress({ weights: { w: tensor } }, [use(quantize, { step: 'shared', stepSize: 1e-3 })]);
  t.is(weights.w, tensor);
});

test('float16 is the nearest half-precision number', async (t) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.float({ min: -65504, max: 65504, noNaN: true }), { minLength: 300, maxLength: 300 }),
      async (list) => {
        const tensor = f32([30, 10], list);
        const decoded = await decode(await quantized(tensor, { format: 'float16' }), registry);
        t.true(tensor.data.every((value, i) => decoded.data[i] === fromHalf(toHalf(value))));
      },
    ),
    { seed: 6, numRuns: 20 },
  );
});

test('float16 leaves alone what it has no numbers for', async (t) => {
  const { data } = sample([20, 20]);
  data[7] = 1e5;
  const model = { weights: { w: f32([20, 20], data) } };
  t.deepEqual(await compress(model, [use(quantize, { format: 'float16' })]), model);
});

test('a second run at fewer bits gives one node, not two', async (t) => {
  const model = { weights: { w: sample([40, 30]) } };
  const { weights } = await compress(model, [use(quantize, { bits: 8 }), use(quantize, { bits: 4 })]);
  const { parts } = nodeOf(weights.w);
  t.is(leafOf(parts.codes).bits, 4);
});

test('says which options exclude each other', (t) => {
  const plan = (options: QuantizeOptions) => () =>
    quantize.plan({ dtype: 'f32', shape: [20, 20] }, completeOptions(quantize, options));
  t.throws(plan({ stepSize: 0.1 }), { instanceOf: OptionError, message: /step must be 'shared' .*, not 'mse'/ });
  t.throws(plan({ step: 'shared', bits: 1 }), { instanceOf: OptionError, message: /bits must be at least 2/ });
});
