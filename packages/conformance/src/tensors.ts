import { arrays, type DType, normal, random, sizeOf, type Tensor } from '@tensorpress/core';

/** A tensor with a few words on what is special about it. */
export interface Sample {
  readonly name: string;
  readonly tensor: Tensor;
}

const rangeOf = (dtype: DType): readonly [min: number, max: number] => {
  if (dtype === 'f32') return [-3.4028234663852886e38, 3.4028234663852886e38];
  const width = arrays[dtype].BYTES_PER_ELEMENT * 8;
  return dtype.startsWith('u') ? [0, 2 ** width - 1] : [-(2 ** (width - 1)), 2 ** (width - 1) - 1];
};

const filled = <D extends DType>(dtype: D, shape: readonly number[], value: (i: number) => number): Tensor<D> => {
  const data = new arrays[dtype](sizeOf(shape));
  data.set(Array.from(data, (_, i) => value(i)));
  return { dtype, shape, data };
};

/**
 * A tensor as compressors meet them: f32 values are bell-shaped with a deviation of 0.1, integers crowd around zero.
 * The same arguments always give the same values.
 */
export function sampleTensor<D extends DType>(dtype: D, shape: readonly number[] = [48, 36], seed = 1): Tensor<D> {
  const next = random(seed);
  const [min, max] = rangeOf(dtype);
  const bell = () => normal(next);
  return filled(dtype, shape, () =>
    dtype === 'f32'
      ? 0.1 * bell()
      : Math.max(min, Math.min(max, Math.round(min === 0 ? Math.abs(4 * bell()) : 4 * bell()))),
  );
}

const SHAPES: readonly (readonly number[])[] = [
  [],
  [0],
  [0, 5],
  [5, 0],
  [1],
  [1, 1],
  [7],
  [131],
  [1, 37],
  [37, 1],
  [13, 11],
  [64, 48],
  [3, 3, 4, 6],
  [1, 1, 5, 60],
  [2, 3, 5, 7, 2],
];

/** Tensors of an element type in shapes that break what is written for square matrices: empty, one-element, prime, 1×n, n×1 … */
export const awkwardShapes = (dtype: DType): readonly Sample[] =>
  SHAPES.map((shape) => ({ name: `the shape [${shape}]`, tensor: sampleTensor(dtype, shape) }));

/** Tensors of an element type with finite values that break careless arithmetic: constant, denormal, enormous … */
export function awkwardValues(dtype: DType): readonly Sample[] {
  const [min, max] = rangeOf(dtype);
  const of = (name: string, value: (i: number) => number): Sample => ({ name, tensor: filled(dtype, [16, 18], value) });
  const common = [
    of('zeros', () => 0),
    of('a constant', () => 3),
    of('the least value', () => min),
    of('the greatest value', () => max),
    of('the least and the greatest value', (i) => (i % 2 ? min : max)),
    of('zeros with one outlier', (i) => (i === 100 ? max : 0)),
    of('a ramp', (i) => (dtype === 'f32' ? i / 7 - 20 : min + (i % (max - min + 1)))),
  ];
  if (dtype === 'f32') {
    const next = random(2);
    return [
      ...common,
      of('denormal values', () => (next() - 0.5) * 2 ** -130),
      of('values about 1e30', () => (next() - 0.5) * 1e30),
      of('values from 1e-30 to 1e30', () => (next() - 0.5) * 10 ** (60 * next() - 30)),
      of('signed zeros', (i) => (i % 2 ? -0 : 0)),
      { name: 'half-precision values', tensor: { ...filled(dtype, [16, 18], (i) => i / 8 - 4), bits: 16 } },
      {
        name: 'values on a grid',
        tensor: { ...filled(dtype, [16, 18], (i) => (i % 16) * 0.25 - 1), bits: 4, grid: [0.25, -1] },
      },
    ];
  }
  if (min < 0) return common;
  const widths = [1, 3, arrays[dtype].BYTES_PER_ELEMENT * 8 - 1];
  return [
    ...common,
    ...widths.map((bits) => ({
      name: `values of ${bits} bits`,
      tensor: { ...filled(dtype, [16, 18], (i) => Math.imul(i, 0x9e3779b1) & (2 ** bits - 1)), bits },
    })),
  ];
}

/** f32 tensors that hold NaN, with several payloads, or infinity. */
export const nonFiniteValues = (): readonly Sample[] =>
  [
    { name: 'a NaN', words: [0x7fc00000] },
    { name: 'NaNs of several payloads', words: [0x7fc00001, 0xffc12345, 0x7f800001, 0xffffffff] },
    { name: 'infinity', words: [0x7f800000] },
    { name: 'minus infinity', words: [0xff800000] },
  ].map(({ name, words }) => {
    const tensor = sampleTensor('f32', [16, 18]);
    new Uint32Array(tensor.data.buffer).set(words, 40);
    return { name, tensor };
  });
