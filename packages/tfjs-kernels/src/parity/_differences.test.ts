import * as tf from '@tensorflow/tfjs';
import { difference, held, noise, on, type Values } from './_parity.test.ts';

/** A real function of real tensors, the numbers of these, and how far two gradients may be apart. */
export interface Slope {
  readonly shapes: readonly (readonly number[])[];
  readonly run: (...xs: tf.Tensor[]) => tf.Tensor;
  readonly seed: number;
  /** What is added to the numbers, which are from -1 to 1. */
  readonly level?: number;
  readonly tolerance?: number;
}

const STEP = 0.1;

/**
 * Throws unless the gradients of a function, for some dy, are what its differences say on both backends, and nothing is held
 * afterwards. Differences of the fourth order over long steps lose little to the rounding of float32.
 */
export async function slopes({ shapes, run, seed, level = 0, tolerance = 2e-4 }: Slope): Promise<void> {
  const given = shapes.map((shape, i) => noise(shape, seed + i, level));
  const tensors = (numbers: readonly Float32Array[]) => numbers.map((x, i) => tf.tensor(x, [...shapes[i]!], 'float32'));
  const value = (numbers: readonly Float32Array[], dy: Float32Array): number =>
    tf.tidy(() => Array.from(run(...tensors(numbers)).dataSync()).reduce((sum, y, i) => sum + y * dy[i]!, 0));
  const backends = ['cpu', 'wasm'] as const;
  for (const backend of backends) {
    await on(backend, () => {
      const before = held();
      const shape = tf.tidy(() => run(...tensors(given)).shape);
      const dy = noise(shape, seed + 50);
      const actual: Values[] = [];
      tf.tidy(() => {
        for (const dx of tf.grads(run)(tensors(given), tf.tensor(dy, shape))) {
          actual.push({ shape: dx.shape, dtype: dx.dtype, data: dx.dataSync().slice() });
        }
      });
      if (held() !== before) throw new Error(`${backend} holds ${held()}, before ${before}`);
      for (const [i, x] of given.entries()) {
        const data = x.map((_, j) => {
          const at = (steps: number): number => {
            const moved = given.map((numbers) => numbers.slice());
            moved[i]![j]! += steps * STEP;
            return value(moved, dy);
          };
          return (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * STEP);
        });
        const wrong = difference(actual[i]!, { shape: shapes[i]!, dtype: 'float32', data }, tolerance);
        if (wrong) throw new Error(`${backend}, gradient ${i}: ${wrong}`);
      }
    });
  }
}
