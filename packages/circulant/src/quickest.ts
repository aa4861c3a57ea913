import { realWorkOf } from '@tensorpress/fourier';
import type { Form } from './form.ts';

// Nanoseconds that TensorFlow.js takes on WebAssembly, and transforms beside it, by measurement; only what they are to one another matters.
const CALL = 10_000;
const GATHERED = 1.8;
const READ = 0.3;
const MULTIPLY_ADD = 0.1;
const TRANSFORMED = 3;
const BIN = 12;
const BLOCK = 100;

/** Ways to multiply by circulant blocks: by the weight, built; by fast transforms; or by products at each bin. */
export type Way = 'weight' | 'transforms' | 'bins';

/** The way that multiplies so many rows most quickly. */
export function quickest({ places, inputs, outputs, block, down, across }: Form, rows: number): Way {
  const above = places * down;
  const blocks = above * across;
  const transform = BLOCK + realWorkOf(block) * TRANSFORMED;
  const product = BLOCK + (block / 2) * BIN;
  const bins = Math.floor(block / 2) + 1;
  const waved = 2 * bins * block * MULTIPLY_ADD;
  const costs: Readonly<Record<Way, number>> = {
    weight: 4 * CALL + places * inputs * outputs * (GATHERED + READ + rows * MULTIPLY_ADD),
    transforms: 2 * CALL + blocks * transform + rows * ((above + across) * transform + blocks * product),
    bins: 8 * CALL + blocks * waved + rows * ((above + across) * waved + 4 * bins * blocks * MULTIPLY_ADD),
  };
  return (Object.keys(costs) as Way[]).reduce((best, way) => (costs[way] < costs[best] ? way : best));
}
