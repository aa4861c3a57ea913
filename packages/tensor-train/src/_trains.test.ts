import { normal, plainOps, random, sizeOf, type Tensor } from '@tensorpress/core';
import fc from 'fast-check';
import { coresOf, parametersOf, type TensorTrainHeader } from './layout.ts';
import type { Modes } from './modes.ts';

/** Modes of a small matrix, two of each side at least. */
export const someModes = (most: number): fc.Arbitrary<Modes> => {
  const size = fc.integer({ min: 1, max: 3 });
  return fc
    .array(fc.tuple(size, size), { minLength: 2, maxLength: most })
    .map((pairs) => ({ inputs: pairs.map(([m]) => m), outputs: pairs.map(([, n]) => n) }));
};

/** Normally distributed values. */
export function noise(shape: readonly number[], seed: number): Tensor<'f32'> {
  const next = random(seed);
  return { dtype: 'f32', shape, data: Float32Array.from({ length: sizeOf(shape) }, () => normal(next)) };
}

/** Normally distributed cores, one after the other. */
export const randomCores = (header: TensorTrainHeader, seed: number): Float32Array =>
  noise([parametersOf(coresOf(header))], seed).data;

/** The matrix of some modes that cores make up, by the definition: each entry is a product of slices of the cores. */
export function matrixOf(header: TensorTrainHeader, data: ArrayLike<number>): Tensor<'f32'> {
  const { inputs, outputs } = header;
  const shapes = coresOf(header);
  const [rows, columns] = [sizeOf(inputs), sizeOf(outputs)];
  const entry = (row: number, column: number): number => {
    let [vector, below, after, at] = [[1], rows, columns, 0];
    for (const { left, m, n, right } of shapes) {
      [below, after] = [below / m, after / n];
      const [i, j] = [Math.floor(row / below) % m, Math.floor(column / after) % n];
      vector = Array.from({ length: right }, (_, b) =>
        vector.reduce((sum, value, a) => sum + value * data[at + ((a * m + i) * n + j) * right + b]!, 0),
      );
      at += left * m * n * right;
    }
    return vector[0]!;
  };
  const values = Float32Array.from({ length: rows * columns }, (_, at) =>
    entry(Math.floor(at / columns), at % columns),
  );
  return { dtype: 'f32', shape: [rows, columns], data: values };
}

/** ‖a − b‖ in Frobenius norm. */
export const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return Math.sqrt(sum);
};

/** ‖a‖ in Frobenius norm. */
export const norm = (a: ArrayLike<number>): number => distance(a, new Float32Array(a.length));

/** The matrix whose rows are the first pairs of modes, and whose columns are the others. */
export function unfolded(
  { data }: Tensor,
  { inputs, outputs }: Modes,
  pairs: number,
): { data: Float32Array; m: number; n: number } {
  const d = inputs.length;
  const order = inputs.flatMap((_, k) => [k, d + k]);
  const tensor = plainOps.transpose(
    { dtype: 'f32', shape: [...inputs, ...outputs], data: Float32Array.from(data) },
    order,
  );
  const m = sizeOf(inputs.slice(0, pairs)) * sizeOf(outputs.slice(0, pairs));
  return { data: Float32Array.from(tensor.data), m, n: data.length / m };
}
