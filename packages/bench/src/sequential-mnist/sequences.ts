import { type Digits, pixels, shuffled } from '@tensorpress/example-mnist';
import { type Size, side } from './sizes.ts';

/** Halves of digits as sequences of one number a step: `inputs` holds the top halves, `targets` the bottom halves, row by row. */
export interface Sequences {
  readonly count: number;
  /** Numbers in each sequence. */
  readonly steps: number;
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
}

/** Mean and standard deviation of the pixels of MNIST's training set. */
const MEAN = 0.1307;
const DEVIATION = 0.3081;

/** The seed by which digits are split, as in the paper. */
const SPLIT_SEED = 91_741;

/** Digits as the network takes them: averaged over squares, brought to mean 0 and variance 1, and cut in half. */
export function sequencesOf({ count, images }: Digits, { pooled }: Size): Sequences {
  const width = side / pooled;
  const steps = (width * width) / 2;
  const inputs = new Float32Array(count * steps);
  const targets = new Float32Array(count * steps);
  for (let digit = 0; digit < count; digit++) {
    for (let i = 0; i < 2 * steps; i++) {
      const corner = digit * pixels + Math.floor(i / width) * pooled * side + (i % width) * pooled;
      let sum = 0;
      for (let y = 0; y < pooled; y++) {
        for (let x = 0; x < pooled; x++) sum += images[corner + y * side + x]!;
      }
      const value = (sum / pooled ** 2 - MEAN) / DEVIATION;
      if (i < steps) inputs[digit * steps + i] = value;
      else targets[digit * steps + i - steps] = value;
    }
  }
  return { count, steps, inputs, targets };
}

/** Sets every fifth of the digits, in an order of their own, aside for validation. */
export function split(all: Sequences): { readonly training: Sequences; readonly validation: Sequences } {
  const order = shuffled(all.count, SPLIT_SEED);
  const cut = Math.floor(0.8 * all.count);
  return { training: pick(all, order.subarray(0, cut)), validation: pick(all, order.subarray(cut)) };
}

/** The sequences at some places, in that order. */
export function pick({ steps, inputs, targets }: Sequences, places: Uint32Array): Sequences {
  const gather = (from: Float32Array) => {
    const to = new Float32Array(places.length * steps);
    places.forEach((place, i) => {
      to.set(from.subarray(place * steps, (place + 1) * steps), i * steps);
    });
    return to;
  };
  return { count: places.length, steps, inputs: gather(inputs), targets: gather(targets) };
}
