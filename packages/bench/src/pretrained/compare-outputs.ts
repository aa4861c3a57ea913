import type { Network } from './networks.ts';
import type { Outputs } from './outputs-of.ts';

/** The noise of outputs beside those of the original, as a share of the signal: the mean over outputs and photos. */
export function noiseOf(original: Outputs, outputs: Outputs, measure: Network['measure']): number {
  const shares = original.flatMap((all, photo) =>
    all.map((signal, i) => {
      const noise = meanSquare(signal, outputs[photo]![i]!);
      return measure === 'PSNR'
        ? noise
        : noise / meanSquare(signal, new Float32Array(signal.length).fill(mean(signal)));
    }),
  );
  return mean(shares);
}

/** A share of noise in decibels, of which more are better. */
export const decibels = (noise: number): number => -10 * Math.log10(noise);

/** The share of decisions that are the same: for the class with the largest of so many numbers of the first output. */
export function agreement(original: Outputs, outputs: Outputs, classes: number): number {
  const decisions = (all: Outputs) =>
    all.flatMap(([output = new Float32Array()]) =>
      Array.from({ length: output.length / classes }, (_, i) => {
        const row = output.subarray(i * classes, (i + 1) * classes);
        return row.indexOf(Math.max(...row));
      }),
    );
  const made = decisions(outputs);
  return mean(decisions(original).map((decision, i) => Number(decision === made[i])));
}

/** The largest difference between an output and that of the original. */
export function largestDifference(original: Outputs, outputs: Outputs): number {
  let largest = 0;
  original.forEach((all, photo) => {
    all.forEach((signal, i) => {
      signal.forEach((value, j) => {
        largest = Math.max(largest, Math.abs(value - outputs[photo]![i]![j]!));
      });
    });
  });
  return largest;
}

const mean = (values: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
};

const meanSquare = (a: Float32Array, b: Float32Array): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum / a.length;
};
