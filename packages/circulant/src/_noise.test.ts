import { random, sizeOf, type Tensor } from '@tensorpress/core';
import fc from 'fast-check';
import { type Form, formOf } from './form.ts';

/** Numbers in [-1, 1). */
export function noise(shape: readonly number[], seed: number): Tensor<'f32'> {
  const next = random(seed);
  return { dtype: 'f32', shape, data: Float32Array.from({ length: sizeOf(shape) }, () => 2 * next() - 1) };
}

const side = fc.integer({ min: 1, max: 20 });
const shape = fc.tuple(fc.integer({ min: 1, max: 3 }), side, side);

/** Forms of all kinds: blocks that fit, that are cut off and that are larger than the matrix; with signs and without. */
export const forms: fc.Arbitrary<Form> = fc
  .tuple(shape, side, fc.option(fc.integer(), { nil: undefined }))
  .map(([sides, block, seed]) => formOf(sides, { block, ...(seed !== undefined && { seed }) }));

/** Whether numbers are those of another list, up to rounding. */
export const near = (a: ArrayLike<number>, b: ArrayLike<number>, error = 1e-4): boolean =>
  a.length === b.length && Array.from(a).every((value, i) => Math.abs(value - b[i]!) <= error * (1 + Math.abs(b[i]!)));
