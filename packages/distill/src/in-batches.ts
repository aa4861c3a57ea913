import * as tf from '@tensorflow/tfjs';

/** Asks about a few rows at a time, so that no network has to hold what it makes of all of them. */
export const inBatches =
  (ask: (xs: tf.Tensor[]) => tf.Tensor[], size: number) =>
  (xs: tf.Tensor[]): tf.Tensor[] => {
    const rows = xs[0]!.shape[0]!;
    if (rows <= size) return ask(xs);
    return tf.tidy(() => {
      const parts = Array.from({ length: Math.ceil(rows / size) }, (_, i) =>
        tf.tidy(() => ask(xs.map((x) => tf.slice(x, i * size, Math.min(size, rows - i * size))))),
      );
      return parts[0]!.map((_, i) => tf.concat(parts.map((part) => part[i]!)));
    });
  };
