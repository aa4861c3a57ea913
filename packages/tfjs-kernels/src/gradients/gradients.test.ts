import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { install } from '../install.ts';
import { slopes } from '../parity/_differences.test.ts';
import { agree, backends, four, noisy, on, valuesOf, whole } from '../parity/_parity.test.ts';

const settings = { seed: 1, numRuns: 8, includeErrorInReport: true };
const seeds = fc.nat(9999);
const upTo = (max: number) => fc.integer({ min: 1, max });

test.before(async () => {
  await backends();
  await install(tf);
});

/** Checks gradients against differences on both backends, for all that may be given. */
const law =
  <T>(
    given: fc.Arbitrary<T>,
    slope: (given: T) => Omit<Parameters<typeof slopes>[0], 'seed'>,
    numRuns = settings.numRuns,
  ) =>
  () =>
    fc.assert(
      fc.asyncProperty(given, seeds, (values, seed) => slopes({ ...slope(values), seed })),
      { ...settings, numRuns },
    );

const shape = fc.array(upTo(4), { minLength: 1, maxLength: 3 });
const placed = shape.chain((sizes) => fc.record({ shape: fc.constant(sizes), axis: fc.nat(sizes.length - 1) }));
const flags = fc.record({ exclusive: fc.boolean(), reverse: fc.boolean() });

/** Pairs of shapes, of which either may be broadcast. */
const pairs = fc.constantFrom(
  [
    [3, 2],
    [3, 2],
  ],
  [[3, 2], [2]],
  [
    [1, 3],
    [2, 1],
  ],
  [[], [3]],
  [
    [2, 1, 3],
    [2, 1],
  ],
);

const laws: Readonly<Record<string, () => Promise<void>>> = {
  cumsum: law(fc.record({ placed, flags }), ({ placed: { shape, axis }, flags: { exclusive, reverse } }) => ({
    shapes: [shape],
    run: (x) => tf.cumsum(x, axis, exclusive, reverse),
  })),
  batchNorm: law(fc.record({ x: fc.array(upTo(3), { minLength: 1, maxLength: 3 }), channels: upTo(5) }), (given) => ({
    shapes: [[...given.x, given.channels], ...Array.from({ length: 4 }, () => [given.channels])],
    run: (x, mean, spread, offset, scale) =>
      tf.batchNorm(x!, mean!, tf.add(tf.square(spread!), 2), offset, scale, 0.01),
    tolerance: 1e-3,
  })),
  cumprod: law(fc.record({ placed, flags }), ({ placed: { shape, axis }, flags: { exclusive, reverse } }) => ({
    shapes: [shape],
    run: (x) => tf.cumprod(x, axis, exclusive, reverse),
  })),
  'cumprod of zeros': law(
    fc.record({ flags, zeros: fc.subarray([0, 1, 2, 3]) }),
    ({ flags: { exclusive, reverse }, zeros }) => ({
      shapes: [[4]],
      run: (x) =>
        tf.cumprod(tf.mul(x, tf.tensor1d([0, 1, 2, 3].map((i) => (zeros.includes(i) ? 0 : 1)))), 0, exclusive, reverse),
    }),
  ),
  topk: law(fc.record({ rows: upTo(3), k: upTo(4) }), ({ rows, k }) => ({
    shapes: [[rows, 4]],
    // Far enough from each other to keep their order.
    run: (x) => tf.topk(tf.add(x, tf.tensor1d([9, 3, 6, 0])), k).values,
  })),
  squaredDifference: law(pairs, (shapes) => ({ shapes, run: tf.squaredDifference })),
  gatherND: law(fc.record({ rank: upTo(3), rows: upTo(4), at: seeds }), ({ rank, rows, at }) => ({
    shapes: [[2, 2, 3]],
    run: (x) => tf.gatherND(x, whole([rows, rank], 2, at)),
  })),
  scatterND: law(fc.record({ rank: upTo(2), rows: upTo(4), at: seeds }), ({ rank, rows, at }) => ({
    shapes: [[rows, ...[3, 2].slice(rank - 1)]],
    run: (x) => tf.scatterND(whole([rows, rank], 3, at), x, [3, 3, 2]),
  })),
  tensorScatterUpdate: law(fc.constantFrom<number[][]>([[0], [2]], [[1], [0], [3]]), (indices) => ({
    shapes: [
      [4, 2],
      [indices.length, 2],
    ],
    run: (x, updates) => tf.tensorScatterUpdate(x, tf.tensor2d(indices, undefined, 'int32'), updates),
  })),
  sparseToDense: law(fc.constantFrom<number[]>([1, 3], [0]), (indices) => ({
    shapes: [[indices.length], []],
    run: (values, rest) => tf.sparseToDense(tf.tensor1d(indices, 'int32'), values, [5], rest.asScalar()),
  })),
  'sparseToDense of one value': law(
    fc.constant<number[][]>([
      [0, 1],
      [1, 0],
    ]),
    (indices) => ({
      shapes: [[]],
      run: (value) => tf.sparseToDense(tf.tensor2d(indices, undefined, 'int32'), value, [2, 3], tf.scalar(0)),
    }),
  ),
  stridedSlice: law(
    fc.record({
      shape: fc.tuple(upTo(4), upTo(5), upTo(3)),
      begin: fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 3 }),
      end: fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 3, maxLength: 3 }),
      strides: fc.array(fc.constantFrom(1, 2, 3, -1, -2), { minLength: 3, maxLength: 3 }),
      masks: fc.tuple(fc.nat(7), fc.nat(7)),
    }),
    ({ shape, begin, end, strides, masks: [beginMask, endMask] }) => ({
      shapes: [shape],
      run: (x) =>
        tf.stridedSlice(x, begin, end.slice(0, begin.length), strides.slice(0, begin.length), beginMask, endMask),
    }),
    30,
  ),
  'stridedSlice with new and lost axes': law(
    fc.constantFrom([0, 1, 0], [0, 0, 2], [1, 0, 0], [0, 2, 1], [2, 0, 1]),
    ([ellipsis, newAxis, shrink]) => ({
      shapes: [[3, 4]],
      // Axes that are lost together with steps are beyond both backends.
      run: (x) => tf.stridedSlice(x, [1, 0], [2, 3], [1, shrink ? 1 : 2], 0, 0, ellipsis, newAxis, shrink),
    }),
  ),
  depthToSpace: law(
    fc.record({ cells: fc.tuple(upTo(2), upTo(3)), block: fc.constantFrom(2, 3), depth: upTo(2) }),
    ({ cells, block, depth }) => ({
      shapes: [[2, ...cells, block * block * depth]],
      run: (x) => tf.depthToSpace(four(x), block, 'NHWC'),
    }),
  ),
};

for (const [name, check] of Object.entries(laws)) {
  test.serial(`the gradient of ${name} is the slope of its differences, on both backends`, async (t) => {
    await check();
    t.pass();
  });
}

for (const [name, run] of Object.entries({ minimum: tf.minimum, maximum: tf.maximum })) {
  test.serial(`the gradient of ${name} goes to the smaller or the larger one, whichever is broadcast`, async (t) => {
    for (const shapes of [
      [[3, 2], [2]],
      [[2], [3, 2]],
      [
        [2, 1],
        [1, 3],
      ],
      [[], [3]],
    ]) {
      await agree({ operands: () => shapes.map((shape, i) => noisy(shape, i)), run: (a, b) => run(a!, b!) });
    }
    await on('wasm', () =>
      tf.tidy(() => {
        const [a, b] = tf.grads((x: tf.Tensor, y: tf.Tensor) => tf.minimum(x, y))([
          tf.tensor1d([1, 5, 2]),
          tf.scalar(3),
        ]);
        t.deepEqual(Array.from(a!.dataSync()), [1, 0, 1]);
        t.deepEqual(Array.from(b!.dataSync()), [1]);
      }),
    );
  });
}

test.serial('the gradient of depthToSpace with channels first is its inverse', async (t) => {
  await on('wasm', () =>
    tf.tidy(() => {
      const x = four(noisy([2, 12, 2, 3], 1));
      const dy = tf.depthToSpace(x, 2, 'NCHW');
      const dx = tf.grad((y: tf.Tensor) => tf.depthToSpace(four(y), 2, 'NCHW'))(x, dy);
      t.deepEqual(valuesOf(dx), valuesOf(x));
    }),
  );
});

interface Conv {
  readonly pad: 'same' | 'valid' | number;
  readonly dilations: [number, number];
  readonly filter: [number, number];
  readonly more: [number, number];
}

const dilated: fc.Arbitrary<Conv> = fc.record({
  pad: fc.constantFrom('same' as const, 'valid' as const, 1),
  dilations: fc.tuple(upTo(3), fc.integer({ min: 2, max: 3 })),
  filter: fc.tuple(upTo(2), upTo(3)),
  more: fc.tuple(fc.nat(3), fc.nat(3)),
});
const imageOf = ({ dilations, filter, more }: Conv) =>
  filter.map((length, i) => (length - 1) * dilations[i]! + 1 + more[i]!);
const rounding = (pad: Conv['pad']) => (typeof pad === 'number' ? 'floor' : undefined);

const convolutions: Readonly<Record<string, (view: Conv) => Omit<Parameters<typeof slopes>[0], 'seed'>>> = {
  conv2d: (view) => ({
    shapes: [
      [2, ...imageOf(view), 2],
      [...view.filter, 2, 3],
    ],
    run: (x, w) => tf.conv2d(four(x), four(w), 1, view.pad, 'NHWC', view.dilations, rounding(view.pad)),
  }),
  depthwiseConv2d: (view) => ({
    shapes: [
      [2, ...imageOf(view), 2],
      [...view.filter, 2, 2],
    ],
    run: (x, w) => tf.depthwiseConv2d(four(x), four(w), 1, view.pad, 'NHWC', view.dilations, rounding(view.pad)),
  }),
  'fused.conv2d': (view) => ({
    shapes: [[2, ...imageOf(view), 2], [...view.filter, 2, 3], [3]],
    run: (x, filter, bias) =>
      tf.fused.conv2d({
        x: four(x),
        filter: four(filter),
        bias,
        strides: 1,
        pad: view.pad,
        dilations: view.dilations,
        ...(typeof view.pad === 'number' && { dimRoundingMode: 'floor' }),
      }),
  }),
  'fused.conv2d of one image without a bias': (view) => ({
    shapes: [
      [...imageOf(view), 2],
      [...view.filter, 2, 3],
    ],
    run: (x, filter) =>
      tf.fused.conv2d({
        x: x.as3D(x.shape[0]!, x.shape[1]!, 2),
        filter: four(filter),
        strides: 1,
        pad: 'same',
        dilations: view.dilations,
      }),
  }),
  'fused.depthwiseConv2d': (view) => ({
    shapes: [[2, ...imageOf(view), 2], [...view.filter, 2, 2], [4]],
    run: (x, filter, bias) =>
      tf.fused.depthwiseConv2d({
        x: four(x),
        filter: four(filter),
        bias,
        strides: 1,
        pad: 'same',
        dilations: view.dilations,
      }),
  }),
};

for (const [name, slope] of Object.entries(convolutions)) {
  test.serial(
    `the gradients of ${name} with dilations are the slopes of its differences, on both backends`,
    async (t) => {
      await law(dilated, slope, 5)();
      t.pass();
    },
  );
}

test.serial('the gradients of a dilated convolution with channels first are those with channels last', async (t) => {
  await on('cpu', () =>
    tf.tidy(() => {
      const [x, w] = [noisy([2, 5, 6, 2], 1), four(noisy([2, 3, 2, 3], 2))];
      const first = tf.transpose(x, [0, 3, 1, 2]);
      const dy = noisy([2, 5, 6, 3], 3);
      const last = tf.grads((y: tf.Tensor, v: tf.Tensor) => tf.conv2d(four(y), four(v), 1, 'same', 'NHWC', 2))(
        [x, w],
        dy,
      );
      const other = tf.grads((y: tf.Tensor, v: tf.Tensor) => tf.conv2d(four(y), four(v), 1, 'same', 'NCHW', 2))(
        [first, w],
        tf.transpose(dy, [0, 3, 1, 2]),
      );
      t.true(tf.max(tf.abs(tf.sub(tf.transpose(other[0]!, [0, 2, 3, 1]), last[0]!))).dataSync()[0]! < 1e-5);
      t.true(tf.max(tf.abs(tf.sub(other[1]!, last[1]!))).dataSync()[0]! < 1e-5);
    }),
  );
});
