import * as tf from '@tensorflow/tfjs';
import test from 'ava';
import fc from 'fast-check';
import { gradients } from '../gradients.ts';
import { kernels } from '../kernels.ts';
import {
  agree,
  backends,
  five,
  four,
  held,
  noisy,
  one,
  type Trial,
  valuesOf,
  type Witness,
  watched,
  whole,
} from './_parity.test.ts';

const RUNS = 14;

let witness: Witness;

test.before(async () => {
  await backends();
  witness = await watched();
});

/** Checks an operation on wasm against cpu for all that may be given. */
const law =
  <T extends object>(
    given: fc.Arbitrary<T>,
    trial: (given: T & Chance) => Trial,
    numRuns = RUNS,
  ): (() => Promise<void>) =>
  () =>
    fc.assert(
      fc.asyncProperty(fc.tuple(given, chance), ([values, luck]) => agree(trial({ ...values, ...luck }))),
      { seed: 1, numRuns, includeErrorInReport: true },
    );

/** What makes the numbers: all negative ones as well. */
interface Chance {
  readonly seed: number;
  readonly level: number;
}
const chance: fc.Arbitrary<Chance> = fc.record({ seed: fc.nat(9999), level: fc.constantFrom(0, 0, -1.5) });

const upTo = (max: number): fc.Arbitrary<number> => fc.integer({ min: 1, max });
const pair = (max: number): fc.Arbitrary<[number, number]> => fc.tuple(upTo(max), upTo(max));
const triple = (max: number): fc.Arbitrary<[number, number, number]> => fc.tuple(upTo(max), upTo(max), upTo(max));
const channels = fc.constantFrom(1, 2, 3, 4, 5, 9);
const shapes = (minLength: number, maxLength: number, max = 5): fc.Arbitrary<number[]> =>
  fc.array(upTo(max), { minLength, maxLength });
const shaped = fc.record({ shape: shapes(1, 4) });
const placed = shapes(1, 4).chain((shape) => fc.record({ shape: fc.constant(shape), axis: fc.nat(shape.length - 1) }));

// One input.

const unary = (run: (x: tf.Tensor) => tf.Tensor, moved?: number) =>
  law(shaped, ({ shape, seed, level }) => ({ operands: () => [noisy(shape, seed, moved ?? level)], run }));

const alongAxis = (run: (x: tf.Tensor, axis: number) => tf.Tensor, gradient = true) =>
  law(placed, ({ shape, axis, seed, level }) => ({
    operands: () => [noisy(shape, seed, level)],
    run: (x) => run(x, axis),
    gradient,
  }));

const reduction = (run: (x: tf.Tensor, axes: number[], keepDims: boolean) => tf.Tensor) =>
  law(
    shapes(1, 4).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        axes: fc.subarray([...shape.keys()], { minLength: 1 }),
        keep: fc.boolean(),
      }),
    ),
    ({ shape, axes, keep, seed, level }) => ({
      operands: () => [noisy(shape, seed, level)],
      run: (x) => run(x, axes, keep),
    }),
  );

// Two inputs, where the second may be broadcast.

const broadcast = shapes(1, 4).chain((shape) =>
  fc.record({
    a: fc.constant(shape),
    b: fc
      .tuple(fc.nat(shape.length - 1), fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }))
      .map(([cut, ones]) => shape.slice(cut).map((size, i) => (ones[i] ? 1 : size))),
    swap: fc.boolean(),
  }),
);
const alike = shaped.map(({ shape }) => ({ a: shape, b: shape, swap: false }));

const binary = (run: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, given: typeof broadcast = broadcast, moved?: number) =>
  law(given, ({ a, b, swap, seed, level }) => ({
    operands: () => [noisy(a, seed, moved ?? level), noisy(b, seed + 1, moved)],
    run: (x, y) => (swap ? run(y, x) : run(x, y)),
  }));

// Windows over images.

type Padding = 'valid' | 'same' | number | [[0, 0], [number, number], [number, number], [0, 0]];

interface Sight {
  readonly batch: number;
  readonly image: [number, number];
  readonly filter: [number, number];
  readonly strides: [number, number];
  readonly dilations: [number, number];
  readonly pad: Padding;
}

/** Windows that fit their image; strides or dilations are one, as TensorFlow.js wants it. */
const sight = ({
  pads,
  dilated = false,
}: {
  pads: 'named' | 'less than a window' | 'any';
  dilated?: boolean;
}): fc.Arbitrary<Sight> =>
  fc
    .record({
      batch: upTo(3),
      more: fc.tuple(fc.nat(5), fc.nat(5)),
      filter: pair(3),
      strides: pair(3),
      dilations: pair(3),
      wide: dilated ? fc.boolean() : fc.constant(false),
      edges: fc.tuple(fc.nat(2), fc.nat(2), fc.nat(2), fc.nat(2)),
      kind: fc.constantFrom(
        ...(pads === 'named' ? (['valid', 'same'] as const) : (['valid', 'same', 'number', 'edges'] as const)),
      ),
    })
    .map(({ batch, more, wide, edges, kind, ...sides }) => {
      // For a single number TensorFlow.js takes the height of everything for its width as well.
      const [filter, strides, dilations] = [sides.filter, sides.strides, sides.dilations].map(
        ([height, width]): [number, number] => [height, kind === 'number' ? height : width],
      ) as [[number, number], [number, number], [number, number]];
      const rates: [number, number] = wide ? dilations : [1, 1];
      const least = filter.map((size, i) => (size - 1) * rates[i]! + 1);
      const [top, bottom, left, right] = edges.map((edge, i) =>
        pads === 'any' ? edge : Math.min(edge, least[i >> 1]! - 1),
      );
      const pad: Padding =
        kind === 'number'
          ? Math.min(top!, left!)
          : kind === 'edges'
            ? [
                [0, 0],
                [top!, bottom!],
                [left!, right!],
                [0, 0],
              ]
            : kind;
      return {
        batch,
        image: [least[0]! + more[0], least[1]! + more[1]],
        filter,
        strides: wide ? [1, 1] : strides,
        dilations: rates,
        pad,
      };
    });

const convolution = fc.record({ view: sight({ pads: 'any', dilated: true }), input: channels, output: channels });
const named = fc.record({ view: sight({ pads: 'named' }), input: channels, output: channels });

const pooling = (run: (x: tf.Tensor4D, view: Sight) => tf.Tensor) =>
  law(fc.record({ view: sight({ pads: 'less than a window' }), depth: channels }), ({ view, depth, seed, level }) => ({
    operands: () => [noisy([view.batch, ...view.image, depth], seed, level)],
    run: (x) => run(four(x), view),
  }));

const rounding = (pad: Padding) => (typeof pad === 'string' ? undefined : 'floor');

/** Windows over volumes. */
const volume = fc
  .record({
    batch: upTo(2),
    filter: triple(3),
    more: fc.tuple(fc.nat(3), fc.nat(3), fc.nat(3)),
    strides: triple(3),
    pad: fc.constantFrom('valid' as const, 'same' as const),
    input: upTo(4),
    output: upTo(4),
  })
  .map(({ filter, more, ...rest }) => ({ ...rest, filter, size: filter.map((size, i) => size + more[i]!) }));

/** What a transposed convolution makes of a length. */
const grown = (length: number, filter: number, stride: number, pad: 'valid' | 'same') =>
  pad === 'same' ? length * stride : (length - 1) * stride + filter;

const resizing = fc.record({
  batch: upTo(3),
  from: pair(5),
  to: pair(7),
  depth: upTo(4),
  centres: fc.constantFrom([false, false] as const, [true, false] as const, [false, true] as const),
});

const sides = { m: upTo(9), k: upTo(9), n: upTo(9), ta: fc.boolean(), tb: fc.boolean() };
const batches = (...leads: number[][][]) => fc.record({ lead: fc.constantFrom(...leads), ...sides });
const products = batches(
  [[], []],
  [[1], [1]],
  [[3], [3]],
  [
    [2, 2],
    [2, 2],
  ],
);

const matMul = (given: typeof products, gradient: boolean) =>
  law(
    given,
    ({ lead: [left = [], right = []], m, k, n, ta, tb, seed, level }) => ({
      operands: () => [
        noisy([...left, ...(ta ? [k, m] : [m, k])], seed, level),
        noisy([...right, ...(tb ? [n, k] : [k, n])], seed + 1),
      ],
      run: (a, b) => tf.matMul(a, b, ta, tb),
      gradient,
    }),
    30,
  );

const partsOf = (z: tf.Tensor) => tf.stack([tf.real(z), tf.imag(z)], -1);
const equations = ['ij,jk->ik', 'bij,bkj->bik', 'bij,jk->bik', 'i,j->ij', 'ij,ij->', 'ijk->kj', 'bqhd,bkhd->bhqk'];

const laws: Readonly<Record<string, () => Promise<void>>> = {
  abs: unary(tf.abs),
  clipByValue: unary((x) => tf.clipByValue(x, -0.5, 0.4)),
  elu: unary(tf.elu),
  erf: unary(tf.erf),
  exp: unary(tf.exp),
  expm1: unary(tf.expm1),
  leakyRelu: unary((x) => tf.leakyRelu(x, 0.3)),
  log: unary(tf.log, 1.1),
  log1p: unary(tf.log1p, 0.5),
  neg: unary(tf.neg),
  reciprocal: unary(tf.reciprocal, -1.2),
  relu: unary(tf.relu),
  relu6: unary((x) => tf.relu6(x.mul(5))),
  rsqrt: unary(tf.rsqrt, 1.1),
  selu: unary(tf.selu),
  sigmoid: unary(tf.sigmoid),
  sin: unary(tf.sin),
  softplus: unary(tf.softplus),
  sqrt: unary(tf.sqrt, 1.1),
  square: unary(tf.square),
  tanh: unary(tf.tanh),
  softmax: unary((x) => tf.softmax(x)),
  logSoftmax: unary((x) => tf.logSoftmax(x)),

  sum: reduction(tf.sum),
  mean: reduction(tf.mean),
  max: reduction(tf.max),
  min: reduction(tf.min),
  prod: reduction(tf.prod),
  logSumExp: reduction(tf.logSumExp),
  variance: reduction((x, axes, keep) => tf.moments(x, axes, keep).variance),
  euclideanNorm: reduction((x, axes, keep) => tf.norm(x.add(3), 'euclidean', axes, keep)),
  cumsum: alongAxis((x, axis) => tf.cumsum(x, axis)),
  'cumsum reversed and exclusive': alongAxis((x, axis) => tf.cumsum(x, axis, true, true)),
  reverse: alongAxis((x, axis) => tf.reverse(x, axis)),
  expandDims: alongAxis((x, axis) => tf.expandDims(x, axis)),
  stack: alongAxis((x, axis) => tf.stack([x, x.square(), x], axis)),
  concat: alongAxis((x, axis) => tf.concat([x, x.square(), x], axis)),
  split: alongAxis((x, axis) => {
    const [a, b] = tf.split(tf.concat([x, x.square()], axis), 2, axis);
    return tf.mul(a!, b!);
  }),
  'split of which one part is left open': alongAxis((x, axis) => {
    const parts = tf.split(tf.concat([x, x.square()], axis), [1, -1], axis);
    return parts.reduce((sum, part, i) => tf.add(sum, tf.sum(tf.mul(part, i + 2))), tf.scalar(0));
  }),
  unstack: alongAxis((x, axis) => tf.unstack(x, axis).reduce((sum, y, i) => sum.add(y.mul(i + 2)))),
  argMax: alongAxis((x, axis) => tf.argMax(x, axis), false),

  add: binary(tf.add),
  sub: binary(tf.sub),
  mul: binary(tf.mul),
  div: binary((a, b) => tf.div(a, b.add(4))),
  maximum: binary(tf.maximum),
  minimum: binary(tf.minimum),
  squaredDifference: binary(tf.squaredDifference),
  pow: binary((a, b) => tf.pow(a, b), broadcast, 1.5),
  mod: binary((a, b) => tf.mod(a.add(4), b.add(4)), alike),
  atan2: binary((a, b) => tf.atan2(a, b.add(4))),
  prelu: binary(
    (a, b) => tf.prelu(a, b),
    broadcast.map((given) => ({ ...given, swap: false })),
  ),
  where: law(shaped, ({ shape, seed }) => ({
    operands: () => [whole(shape, 2, seed).cast('bool'), noisy(shape, seed), noisy(shape, seed + 1)],
    run: (condition, a, b) => tf.where(condition, a, b),
  })),

  transpose: law(
    shapes(1, 4).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        order: fc.shuffledSubarray([...shape.keys()], { minLength: shape.length }),
      }),
    ),
    ({ shape, order, seed }) => ({ operands: () => [noisy(shape, seed)], run: (x) => tf.transpose(x, order) }),
  ),
  tile: law(
    shapes(1, 4).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        times: fc.array(upTo(3), { minLength: shape.length, maxLength: shape.length }),
      }),
    ),
    ({ shape, times, seed }) => ({ operands: () => [noisy(shape, seed)], run: (x) => tf.tile(x, times) }),
  ),
  pad: law(
    shapes(1, 4).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        edges: fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: shape.length, maxLength: shape.length }),
      }),
    ),
    ({ shape, edges, seed }) => ({ operands: () => [noisy(shape, seed)], run: (x) => tf.pad(x, edges, 0.5) }),
  ),
  mirrorPad: law(
    fc.record({ shape: shapes(1, 4), mode: fc.constantFrom('reflect' as const, 'symmetric' as const) }),
    ({ shape, mode, seed }) => ({
      operands: () => [
        noisy(
          shape.map((size) => size + 1),
          seed,
        ),
      ],
      run: (x) =>
        tf.mirrorPad(
          x,
          shape.map((size, i) => [Math.min(size, i), Math.min(size, 2)]),
          mode,
        ),
      // TensorFlow.js slices dy, which is not the gradient, but the same on both.
    }),
  ),
  slice: law(
    shapes(1, 4).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        cuts: fc.tuple(
          ...shape.map((size) => fc.nat(size - 1).chain((from) => fc.tuple(fc.constant(from), upTo(size - from)))),
        ),
      }),
    ),
    ({ shape, cuts, seed }) => ({
      operands: () => [noisy(shape, seed)],
      run: (x) =>
        tf.slice(
          x,
          cuts.map(([from]) => from),
          cuts.map(([, size]) => size),
        ),
    }),
  ),
  gather: law(
    placed.chain(({ shape, axis }) =>
      fc.record({
        shape: fc.constant(shape),
        axis: fc.constant(axis),
        ids: shapes(1, 2),
        tail: fc.constantFrom(1, 1, 40),
      }),
    ),
    ({ shape, axis, ids, tail, seed }) => ({
      operands: () => [noisy([...shape, tail], seed), whole(ids, shape[axis]!, seed)],
      run: (x, indices) => tf.gather(x, indices, axis),
    }),
  ),
  unsortedSegmentSum: law(
    fc.record({ rows: upTo(8), rest: shapes(0, 2), segments: upTo(5) }),
    ({ rows, rest, segments, seed }) => ({
      operands: () => [noisy([rows, ...rest], seed), whole([rows], segments + 1, seed).sub(tf.scalar(1, 'int32'))],
      run: (x, ids) => tf.unsortedSegmentSum(x, one(ids), segments),
    }),
  ),
  oneHot: law(fc.record({ ids: shapes(1, 3), depth: fc.integer({ min: 2, max: 6 }) }), ({ ids, depth, seed }) => ({
    operands: () => [whole(ids, depth, seed)],
    run: (x) => tf.oneHot(x, depth),
    gradient: false,
  })),
  spaceToBatchND: law(
    fc.record({ batch: upTo(2), cells: pair(3), block: pair(3), depth: upTo(3) }),
    ({ batch, cells, block, depth, seed }) => ({
      operands: () => [noisy([batch, cells[0] * block[0] - 0, cells[1] * block[1], depth], seed)],
      run: (x) =>
        tf.batchToSpaceND(
          tf
            .spaceToBatchND(x, block, [
              [0, block[0]],
              [block[1], 0],
            ])
            .square(),
          block,
          [
            [0, 0],
            [1, 0],
          ],
        ),
    }),
  ),

  cumprod: alongAxis((x, axis) => tf.cumprod(x, axis)),
  topk: law(fc.record({ rows: shapes(0, 2), k: upTo(4), more: fc.nat(2) }), ({ rows, k, more, seed, level }) => ({
    operands: () => [noisy([...rows, k + more], seed, level)],
    run: (x) => tf.topk(x, k).values,
  })),
  gatherND: law(fc.record({ shape: shapes(2, 3), rows: upTo(4), depth: upTo(2) }), ({ shape, rows, depth, seed }) => ({
    operands: () => [noisy(shape, seed), whole([rows, depth], Math.min(...shape), seed)],
    run: (x, indices) => tf.gatherND(x, indices),
  })),
  scatterND: law(fc.record({ shape: shapes(2, 3), rows: upTo(4), depth: upTo(2) }), ({ shape, rows, depth, seed }) => ({
    operands: () => [noisy([rows, ...shape.slice(depth)], seed), whole([rows, depth], Math.min(...shape), seed)],
    run: (updates, indices) => tf.scatterND(indices, updates, shape),
  })),
  tensorScatterUpdate: law(fc.record({ shape: shapes(1, 3) }), ({ shape, seed }) => ({
    operands: () => [noisy(shape, seed), noisy(shape.with(0, 1), seed + 1), whole([1, 1], shape[0]!, seed)],
    run: (x, updates, indices) => tf.tensorScatterUpdate(x.mul(1), indices, updates),
  })),
  sparseToDense: law(fc.record({ length: upTo(6), extra: fc.nat(3) }), ({ length, extra, seed }) => ({
    operands: () => [noisy([length], seed), noisy([], seed + 1)],
    run: (values, rest) =>
      tf.sparseToDense(tf.range(0, length, 1, 'int32'), one(values), [length + extra], rest.asScalar()),
  })),
  stridedSlice: law(
    shapes(1, 3).chain((shape) =>
      fc.record({
        shape: fc.constant(shape),
        cuts: fc.tuple(
          ...shape.map((size) =>
            fc.tuple(fc.nat(size - 1), fc.integer({ min: -size, max: size }), fc.constantFrom(1, 2, -1)),
          ),
        ),
      }),
    ),
    ({ shape, cuts, seed }) => ({
      operands: () => [noisy(shape, seed)],
      run: (x) =>
        tf.stridedSlice(
          x,
          cuts.map(([from]) => from),
          cuts.map(([, to]) => to),
          cuts.map(([, , step]) => step),
        ),
    }),
  ),
  depthToSpace: law(
    fc.record({ batch: upTo(2), cells: pair(3), block: fc.integer({ min: 2, max: 3 }), depth: upTo(3) }),
    ({ batch, cells, block, depth, seed }) => ({
      operands: () => [noisy([batch, ...cells, depth * block * block], seed)],
      run: (x) => tf.depthToSpace(four(x), block),
    }),
  ),

  matMul: matMul(products, true),
  // TensorFlow.js has no gradient for these that has the right shape.
  'matMul of batches that are broadcast': matMul(batches([[1], [3]], [[2], [1]], [[2], []], [[], [2, 2]]), false),
  'fused.matMul': law(
    fc.record({ size: products, activation: fc.constantFrom('linear' as const, 'relu' as const, 'relu6' as const) }),
    ({ size: { m, k, n, ta, tb }, activation, seed }) => ({
      operands: () => [noisy(ta ? [k, m] : [m, k], seed), noisy(tb ? [n, k] : [k, n], seed + 1), noisy([n], seed + 2)],
      run: (a, b, bias) => tf.fused.matMul({ a, b, bias, transposeA: ta, transposeB: tb, activation }),
    }),
    30,
  ),
  'fused.matMul of every activation': law(
    fc.record({
      size: products,
      activation: fc.constantFrom('elu' as const, 'sigmoid' as const, 'leakyrelu' as const, 'prelu' as const),
    }),
    ({
      size: {
        lead: [left = []],
        m,
        k,
        n,
        ta,
        tb,
      },
      activation,
      seed,
    }) => ({
      operands: () => [
        noisy([...left, ...(ta ? [k, m] : [m, k])], seed),
        noisy([...left, ...(tb ? [n, k] : [k, n])], seed + 1),
        noisy([n], seed + 2),
        noisy([n], seed + 3),
      ],
      run: (a, b, bias, preluActivationWeights) =>
        tf.fused.matMul({
          a,
          b,
          bias,
          transposeA: ta,
          transposeB: tb,
          activation,
          preluActivationWeights,
          leakyreluAlpha: 0.3,
        }),
      gradient: false,
    }),
    30,
  ),
  conv2d: law(
    convolution,
    ({ view: { batch, image, filter, strides, dilations, pad }, input, output, seed, level }) => ({
      operands: () => [noisy([batch, ...image, input], seed, level), noisy([...filter, input, output], seed + 1)],
      run: (x, w) => tf.conv2d(four(x), four(w), strides, pad, 'NHWC', dilations, rounding(pad)),
    }),
    40,
  ),
  'fused.conv2d': law(
    fc.record({ convolution, activation: fc.constantFrom('linear' as const, 'relu' as const) }),
    ({
      convolution: {
        view: { batch, image, filter, strides, pad },
        input,
        output,
      },
      activation,
      seed,
    }) => ({
      operands: () => [
        noisy([batch, ...image, input], seed),
        noisy([...filter, input, output], seed + 1),
        noisy([output], seed + 2),
      ],
      run: (x, w, bias) =>
        tf.fused.conv2d({
          x: four(x),
          filter: four(w),
          strides,
          pad,
          bias,
          activation,
          ...(typeof pad === 'number' && { dimRoundingMode: 'floor' }),
        }),
    }),
  ),
  'fused.depthwiseConv2d': law(
    fc.record({ convolution, activation: fc.constantFrom('linear' as const, 'relu' as const, 'relu6' as const) }),
    ({
      convolution: {
        view: { batch, image, filter, strides },
        input,
        output,
      },
      activation,
      seed,
    }) => ({
      operands: () => [
        noisy([batch, ...image, input], seed),
        noisy([...filter, input, 2], seed + 1),
        noisy([2 * input], seed + 2),
      ],
      run: (x, w, bias) =>
        tf.fused.depthwiseConv2d({
          x: four(x),
          filter: four(w),
          strides,
          pad: output > 3 ? 'same' : 'valid',
          bias,
          activation,
        }),
    }),
  ),
  conv2dTranspose: law(
    named,
    ({ view: { batch, image, filter, strides, pad }, input, output, seed }) => {
      const padding = pad === 'same' ? 'same' : 'valid';
      const [height = 0, width = 0] = image.map((size, i) => grown(size, filter[i]!, strides[i]!, padding));
      return {
        operands: () => [noisy([batch, ...image, input], seed), noisy([...filter, output, input], seed + 1)],
        run: (x, w) => tf.conv2dTranspose(four(x), four(w), [batch, height, width, output], strides, padding),
      };
    },
    30,
  ),
  depthwiseConv2d: law(
    fc.record({ view: sight({ pads: 'any', dilated: true }), input: channels, multiplier: upTo(3) }),
    ({ view: { batch, image, filter, strides, dilations, pad }, input, multiplier, seed, level }) => ({
      operands: () => [noisy([batch, ...image, input], seed, level), noisy([...filter, input, multiplier], seed + 1)],
      run: (x, w) => tf.depthwiseConv2d(four(x), four(w), strides, pad, 'NHWC', dilations, rounding(pad)),
    }),
    40,
  ),
  separableConv2d: law(
    fc.record({ named, multiplier: upTo(3) }),
    ({
      named: {
        view: { batch, image, filter, strides, pad },
        input,
        output,
      },
      multiplier,
      seed,
    }) => ({
      operands: () => [
        noisy([batch, ...image, input], seed),
        noisy([...filter, input, multiplier], seed + 1),
        noisy([1, 1, input * multiplier, output], seed + 2),
      ],
      run: (x, depthwise, pointwise) =>
        tf.separableConv2d(four(x), four(depthwise), four(pointwise), strides, pad === 'same' ? 'same' : 'valid'),
    }),
  ),
  conv3d: law(
    volume,
    ({ batch, size, filter, strides, pad, input, output, seed }) => ({
      operands: () => [noisy([batch, ...size, input], seed), noisy([...filter, input, output], seed + 1)],
      run: (x, w) => tf.conv3d(five(x), five(w), strides, pad),
    }),
    25,
  ),
  conv3dTranspose: law(volume, ({ batch, size, filter, strides, pad, input, output, seed }) => {
    const [depth = 0, height = 0, width = 0] = size.map((length, i) => grown(length, filter[i]!, strides[i]!, pad));
    return {
      operands: () => [noisy([batch, ...size, input], seed), noisy([...filter, output, input], seed + 1)],
      run: (x, w) => tf.conv3dTranspose(five(x), five(w), [batch, depth, height, width, output], strides, pad),
    };
  }),

  maxPool: pooling((x, { filter, strides, pad }) => tf.maxPool(x, filter, strides, pad, rounding(pad))),
  'maxPool of ties': law(
    fc.record({ view: sight({ pads: 'named' }) }),
    ({ view: { batch, image, filter, strides, pad }, seed }) => ({
      operands: () => [
        whole([batch, ...image, 3], 3, seed)
          .cast('float32')
          .sub(1),
      ],
      run: (x) => tf.maxPool(four(x), filter, strides, pad),
    }),
  ),
  maxPoolWithArgmax: law(
    fc.record({ view: sight({ pads: 'named' }), batchToo: fc.boolean() }),
    ({ view: { batch, image, filter, strides, pad }, batchToo, seed, level }) => ({
      operands: () => [noisy([batch, ...image, 3], seed, level)],
      run(x) {
        const { result, indexes } = tf.maxPoolWithArgmax(
          four(x),
          filter,
          strides,
          pad === 'same' ? 'same' : 'valid',
          batchToo,
        );
        return tf.stack([result!, indexes!.cast('float32')]);
      },
      gradient: false,
    }),
  ),
  avgPool: pooling((x, { filter, strides, pad }) => tf.avgPool(x, filter, strides, pad, rounding(pad))),
  'pool with dilations': law(
    fc.record({
      size: pair(4),
      window: pair(3),
      rates: pair(2),
      kind: fc.constantFrom('max' as const, 'avg' as const),
    }),
    ({ size, window, rates, kind, seed, level }) => ({
      operands: () => [noisy([2, ...size.map((length, i) => length + (window[i]! - 1) * rates[i]!), 3], seed, level)],
      run: (x) => tf.pool(four(x), window, kind, 'valid', rates, 1),
    }),
  ),
  maxPool3d: law(
    volume,
    ({ batch, size, filter, strides, pad, input, seed, level }) => ({
      operands: () => [noisy([batch, ...size, input], seed, level)],
      run: (x) => tf.maxPool3d(five(x), filter, strides, pad),
      // The cpu backend mistakes the height of the window for its width.
      gradient: filter[1] === filter[2],
    }),
    30,
  ),
  avgPool3d: law(volume, ({ batch, size, filter, strides, pad, input, seed, level }) => ({
    operands: () => [noisy([batch, ...size, input], seed, level)],
    run: (x) => tf.avgPool3d(five(x), filter, strides, pad),
  })),
  dilation2d: law(
    fc.record({ view: sight({ pads: 'named', dilated: true }), depth: channels }),
    ({ view: { batch, image, filter, strides, dilations, pad }, depth, seed, level }) => ({
      operands: () => [noisy([batch, ...image, depth], seed, level), noisy([...filter, depth], seed + 1)],
      run: (x, w) =>
        tf.dilation2d(four(x), w.as3D(...filter, depth), strides, pad === 'same' ? 'same' : 'valid', dilations),
    }),
    30,
  ),
  batchNorm: law(fc.record({ shape: shapes(2, 4), scale: fc.boolean() }), ({ shape, scale, seed }) => {
    const depth = shape.at(-1)!;
    return {
      operands: () => [noisy(shape, seed), ...[1, 2, 3, 4].map((i) => noisy([depth], seed + i))],
      run: (x, mean, spread, offset, factor) =>
        tf.batchNorm(
          x,
          one(mean),
          one(spread.square().add(0.2)),
          one(offset),
          scale ? one(factor) : one(factor).mul(2),
          1e-3,
        ),
    };
  }),
  localResponseNormalization: law(
    fc.record({ shape: fc.tuple(upTo(2), upTo(3), upTo(3), upTo(7)), radius: upTo(3) }),
    ({ shape, radius, seed }) => ({
      operands: () => [noisy(shape, seed)],
      run: (x) => tf.localResponseNormalization(four(x), radius, 1.2, 0.4, 0.7),
    }),
  ),
  complex: law(fc.record({ shape: shapes(1, 3) }), ({ shape, seed }) => ({
    operands: () => [noisy(shape, seed), noisy(shape, seed + 1)],
    run: (a, b) => partsOf(tf.complex(a, b)),
  })),
  complexAbs: law(fc.record({ shape: shapes(1, 3) }), ({ shape, seed }) => ({
    operands: () => [noisy(shape, seed), noisy(shape, seed + 1)],
    run: (a, b) => tf.abs(tf.complex(a, b)),
  })),
  'arithmetic of complex numbers': law(fc.record({ shape: shapes(1, 3) }), ({ shape, seed }) => ({
    operands: () => [1, 2, 3, 4].map((i) => noisy(shape, seed + i)),
    run: (a, b, c, d) => {
      const [z, w] = [tf.complex(a, b), tf.complex(c, d)];
      return partsOf(tf.sub(tf.mul(z, w), tf.add(z, tf.reshape(w, shape))));
    },
  })),
  fft: law(fc.record({ rows: shapes(0, 2, 3), n: upTo(12) }), ({ rows, n, seed }) => ({
    operands: () => [noisy([...rows, n], seed), noisy([...rows, n], seed + 1)],
    run: (a, b) => partsOf(tf.fft(tf.complex(a, b))),
  })),
  ifft: law(fc.record({ rows: shapes(0, 2, 3), n: upTo(12) }), ({ rows, n, seed }) => ({
    operands: () => [noisy([...rows, n], seed), noisy([...rows, n], seed + 1)],
    run: (a, b) => partsOf(tf.ifft(tf.complex(a, b))),
  })),
  rfft: law(fc.record({ rows: shapes(0, 2, 3), n: fc.integer({ min: 2, max: 12 }) }), ({ rows, n, seed }) => ({
    operands: () => [noisy([...rows, n], seed)],
    run: (x) => partsOf(tf.rfft(x)),
  })),
  einsum: law(
    fc.record({ equation: fc.constantFrom(...equations), m: upTo(3), n: upTo(4) }),
    ({ equation, m, n, seed }) => {
      // Letters before k are m long, the others n.
      const sized = (letters: string) => [...letters].map((letter) => (letter < 'k' ? m : n));
      const operands = equation.split('->')[0]!.split(',');
      return {
        operands: () => operands.map((letters, i) => noisy(sized(letters), seed + i)),
        run: (...xs) => tf.einsum(equation, ...xs),
      };
    },
  ),
  'image.resizeBilinear': law(
    resizing,
    ({ batch, from, to, depth, centres: [corners, halves], seed, level }) => ({
      operands: () => [noisy([batch, ...from, depth], seed, level)],
      run: (x) => tf.image.resizeBilinear(four(x), to, corners, halves),
      // TensorFlow.js leaves the halves out.
      gradient: !halves,
    }),
    25,
  ),
  'image.resizeNearestNeighbor': law(
    resizing,
    ({ batch, from, to, depth, centres: [corners, halves], seed, level }) => ({
      operands: () => [noisy([batch, ...from, depth], seed, level)],
      run: (x) => tf.image.resizeNearestNeighbor(four(x), to, corners, halves),
    }),
    25,
  ),
};

/** Operations on tensors of a type that has no gradient. */
const layouts: Readonly<Record<string, (x: tf.Tensor, axis: number) => tf.Tensor>> = {
  concat: (x, axis) => tf.concat([x, x], axis),
  expandDims: (x, axis) => tf.expandDims(x, axis),
  gather: (x, axis) => tf.gather(x, tf.tensor1d([0, 0], 'int32'), axis),
  pad: (x) =>
    tf.pad(
      x,
      x.shape.map(() => [1, 2]),
    ),
  mirrorPad: (x) =>
    tf.mirrorPad(
      x,
      x.shape.map(() => [1, 0]),
      'symmetric',
    ),
  reverse: (x, axis) => tf.reverse(x, axis),
  slice: (x) =>
    tf.slice(
      x,
      x.shape.map((size) => size - 1),
    ),
  split: (x, axis) => tf.split(x, x.shape[axis]!, axis).at(-1)!,
  stack: (x, axis) => tf.stack([x, x], axis),
  stridedSlice: (x) =>
    tf.stridedSlice(
      x,
      x.shape.map((size) => size - 1),
      x.shape.map((size) => -size - 1),
      x.shape.map(() => -2),
    ),
  tile: (x) =>
    tf.tile(
      x,
      x.shape.map(() => 2),
    ),
  transpose: (x) => tf.transpose(x),
  unstack: (x, axis) => tf.unstack(x, axis).at(-1)!,
  where: (x) => tf.where(tf.cast(tf.onesLike(x), 'bool'), x, tf.zerosLike(x)),
  cast: (x) => tf.cast(x, 'float32'),
  'cast to bool': (x) => tf.cast(x, 'bool'),
  equal: (x) => tf.equal(x, tf.zerosLike(x)),
  broadcastTo: (x) => tf.broadcastTo(x, [2, ...x.shape]),
};
const arithmetic: typeof layouts = {
  abs: (x) => tf.abs(x),
  add: (x) => tf.add(x, x),
  argMax: (x, axis) => tf.argMax(x, axis),
  argMin: (x, axis) => tf.argMin(x, axis),
  clipByValue: (x) => tf.clipByValue(x, -2, 1),
  cumsum: (x, axis) => tf.cumsum(x, axis),
  floorDiv: (x) => tf.floorDiv(x, tf.scalar(2, 'int32')),
  greater: (x) => tf.greater(x, tf.zerosLike(x)),
  less: (x) => tf.less(x, tf.zerosLike(x)),
  matMul: (x) => tf.matMul(x.reshape([-1, 1]), x.reshape([1, -1])),
  max: (x, axis) => tf.max(x, axis),
  maximum: (x) => tf.maximum(x, tf.zerosLike(x)),
  mean: (x, axis) => tf.mean(x, axis),
  min: (x, axis) => tf.min(x, axis),
  minimum: (x) => tf.minimum(x, tf.zerosLike(x)),
  mul: (x) => tf.mul(x, x),
  neg: (x) => tf.neg(x),
  prod: (x, axis) => tf.prod(x, axis),
  square: (x) => tf.square(x),
  sub: (x) => tf.sub(tf.zerosLike(x), x),
  sum: (x, axis) => tf.sum(x, axis),
  topk: (x) => tf.topk(x, 1).values,
};
const logic: typeof layouts = {
  all: (x, axis) => tf.all(x, axis),
  any: (x, axis) => tf.any(x, axis),
  logicalAnd: (x) => tf.logicalAnd(x, tf.logicalNot(x)),
  logicalOr: (x) => tf.logicalOr(x, tf.logicalNot(x)),
  logicalXor: (x) => tf.logicalXor(x, tf.logicalNot(x)),
};

for (const [type, operations] of Object.entries({
  int32: { ...layouts, ...arithmetic },
  bool: { ...layouts, ...logic },
})) {
  for (const [name, run] of Object.entries(operations)) {
    const check = law(
      placed,
      ({ shape, axis, seed }) => ({
        operands: () => [
          type === 'bool' ? whole(shape, 2, seed).cast('bool') : whole(shape, 9, seed).sub(tf.scalar(4, 'int32')),
        ],
        run: (x) => run(x, axis),
        gradient: false,
      }),
      8,
    );
    test.serial(`${name} of ${type} gives the same on both backends`, async (t) => {
      await check();
      t.pass();
    });
  }
}

for (const [name, check] of Object.entries(laws)) {
  test.serial(`${name} gives the same on both backends, forwards and backwards`, async (t) => {
    await check();
    t.pass();
  });
}

test.serial('matMul pairs all matrices of batches [2, 1] and [1, 3]', async (t) => {
  // Other than on the cpu backend, which makes three products of them.
  await tf.setBackend('wasm');
  const [a, b] = [tf.tensor([1, 10], [2, 1, 1, 1]), tf.tensor([1, 2, 3], [1, 3, 1, 1])];
  const c = tf.matMul(a, b);
  t.deepEqual(c.shape, [2, 3, 1, 1]);
  t.deepEqual([...c.dataSync()], [1, 2, 3, 10, 20, 30]);
  tf.dispose([a, b, c]);
});

test.serial('what the cpu backend refuses to do with complex numbers is done to both parts', async (t) => {
  await tf.setBackend('wasm');
  const operations: ((x: tf.Tensor) => tf.Tensor)[] = [
    (x) => tf.neg(x),
    (x) => tf.slice(x, [0, 1], [2, 2]),
    (x) => tf.stack([x, tf.zerosLike(x)], 1),
    (x) => tf.concat([x, x], 1),
    (x) => tf.expandDims(x, 1),
  ];
  const before = held();
  for (const operation of operations) {
    tf.tidy(() => {
      const [a, b] = [noisy([2, 3], 1), noisy([2, 3], 2)];
      const z = operation(tf.complex(a, b));
      t.deepEqual(valuesOf(tf.real(z)), valuesOf(operation(a)));
      t.deepEqual(valuesOf(tf.imag(z)), valuesOf(operation(b)));
    });
  }
  tf.tidy(() => t.deepEqual([...partsOf(tf.onesLike(tf.complex([7, 8], [9, 9]))).dataSync()], [1, 0, 1, 0]));
  t.is(held(), before);
});

test.serial('every kernel and every gradient of the package has run by now', (t) => {
  const missing = kernels.map(({ kernelName }) => kernelName).filter((kernelName) => !witness.kernels.has(kernelName));
  t.deepEqual(missing, []);
  t.deepEqual(
    gradients.map(({ kernelName }) => kernelName).filter((kernelName) => !witness.gradients.has(kernelName)),
    [],
  );
});
