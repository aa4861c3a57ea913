import { realWorkOf } from '@tensorpress/fourier';
import type { Form } from './form.ts';

// Nanoseconds that TensorFlow.js takes on WebAssembly, and transforms beside it, by measurement; only what they are to one another matters.
const CALL = 10_000;
const GATHERED = 1.8;
const READ = 0.3;
const MULTIPLY_ADD = 0.15;
const TRANSFORMED = 3;
const BIN = 6;
const BLOCK = 100;

/** Whether so many rows are multiplied by circulant blocks more quickly by transforms than by building the weight. */
export function transforms({ places, inputs, outputs, block, down, across }: Form, rows: number): boolean {
  const building = 4 * CALL + places * inputs * outputs * (GATHERED + READ + rows * MULTIPLY_ADD);
  const above = places * down;
  const blocks = above * across;
  const transform = BLOCK + realWorkOf(block) * TRANSFORMED;
  const product = BLOCK + (block / 2) * BIN;
  return 2 * CALL + blocks * transform + rows * ((above + across) * transform + blocks * product) < building;
}
