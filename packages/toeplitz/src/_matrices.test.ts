import { type Operation, random, sizeOf, type Tensor } from '@tensorpress/core';
import fc from 'fast-check';
import type { Numbers } from './diagonals.ts';
import { dot } from './vectors.ts';

/** Numbers from −1 to 1 of a seed. */
export function noise(length: number, seed: number): Float64Array {
  const next = random(seed);
  return Float64Array.from({ length }, () => 2 * next() - 1);
}

/** Such numbers as a tensor. */
export const noiseTensor = (shape: readonly number[], seed: number): Tensor<'f32'> => ({
  dtype: 'f32',
  shape,
  data: Float32Array.from(noise(sizeOf(shape), seed)),
});

/** Sides of a matrix, and a seed. */
export const sides: fc.Arbitrary<[m: number, n: number, seed: number]> = fc.tuple(
  fc.integer({ min: 1, max: 12 }),
  fc.integer({ min: 1, max: 12 }),
  fc.nat(1e6),
);

/** A matrix [m, n] of what a function gives for each row and column. */
export const matrixOf = (m: number, n: number, element: (i: number, j: number) => number): Float64Array =>
  Float64Array.from({ length: m * n }, (_, at) => element(Math.floor(at / n), at % n));

/** The product of a and b, for a of n columns. */
export function multiply(a: Numbers, b: Numbers, n: number): Float64Array {
  const columns = b.length / n;
  return matrixOf(a.length / n, columns, (i, j) => {
    let sum = 0;
    for (let k = 0; k < n; k++) sum += a[i * n + k]! * b[k * columns + j]!;
    return sum;
  });
}

/** The transpose of a matrix of n columns. */
export const transpose = (a: Numbers, n: number): Float64Array => matrixOf(n, a.length / n, (i, j) => a[j * n + i]!);

/** Whether two runs of numbers are alike, as far as rounding goes. */
export function close(a: Numbers, b: Numbers, tolerance: number): boolean {
  let largest = 1;
  for (const value of b) largest = Math.max(largest, Math.abs(value));
  return a.length === b.length && a.every((value, i) => Math.abs(value - b[i]!) <= tolerance * largest);
}

/** The first so many rows and columns of a matrix of `size` columns. */
export const cornerOf = (a: Numbers, size: number, m: number, n: number): Float64Array =>
  matrixOf(m, n, (i, j) => a[i * size + j]!);

/**
 * How far a gradient is from differences, along a direction through all inputs of an operation, relative to how far it can be. The
 * differences are of the fourth order.
 */
export function gradientError(operation: Operation, inputs: readonly Tensor<'f32'>[], seed: number): number {
  const weights = noiseTensor(operation.forward(...inputs).shape, seed);
  const directions = inputs.map(({ shape }, i) => noiseTensor(shape, seed + i + 1));
  const at = (step: number) => {
    const moved = inputs.map((input, i) => ({
      ...input,
      data: input.data.map((value, j) => value + step * directions[i]!.data[j]!),
    }));
    return dot(operation.forward(...moved).data, weights.data);
  };
  const step = 2 ** -6;
  const slope = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
  const gradients = operation.gradient(weights, ...inputs);
  let [expected, size] = [0, 1e-3];
  for (const [i, gradient] of gradients.entries()) {
    expected += dot(gradient, directions[i]!.data);
    size += Math.sqrt(dot(gradient, gradient) * dot(directions[i]!.data, directions[i]!.data));
  }
  return Math.abs(slope - expected) / size;
}
