import * as tf from '@tensorflow/tfjs';
import { type Context, OptionError } from '@tensorpress/core';
import { sizesOf } from './layer-calls.ts';
import { checkSizes } from './template.ts';
import { timeOf } from './time-of.ts';

/** How latency is measured. */
export interface LatencyOptions {
  /** Examples at once; 1 if left out. */
  readonly batch?: number;
  /** How often it is measured; 15 times if left out. */
  readonly runs?: number;
  /** Which of the times counts, of all in order: 0.5, the median, if left out. Less is steadier where other programs run. */
  readonly quantile?: number;
  /** Milliseconds for which a whole network runs before, at least; 500 if left out. Engines compile what runs often. */
  readonly warmUp?: number;
}

/**
 * Milliseconds from giving a model a batch in memory to having its outputs there, on the backend in use: the median of several
 * measurements, or another quantile, after runs that do not count.
 * @throws OptionError if an option is wrong, or an input has a shape that is not known but for the batch.
 */
export async function measureLatency(
  model: tf.LayersModel,
  options: LatencyOptions = {},
  { signal }: Pick<Context, 'signal'> = {},
): Promise<number> {
  const { batch, ...timing } = completeLatency(options);
  const shapes = model.inputs.map((input) => [batch, ...sizesOf(input)]);
  const xs = shapes.map((shape, i) => exampleOf(shape, model.inputs[i]!.dtype));
  const measure = async (repeats: number) => {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) {
      const ys = [model.predict(xs, { batchSize: batch })].flat();
      await Promise.all(ys.map((y) => y.data()));
      tf.dispose(ys);
    }
    return performance.now() - start;
  };
  try {
    return await timeOf(measure, { ...timing, ...(signal && { signal }) });
  } finally {
    tf.dispose(xs);
  }
}

/** @throws OptionError if batch or runs are no positive integer, the quantile is not from 0 to 1, or the warm-up is negative. */
export function completeLatency(options: LatencyOptions): Required<LatencyOptions> {
  const { batch = 1, runs = 15, quantile = 0.5, warmUp = 500 } = options;
  checkSizes('students', 'batch', [batch], 1);
  checkSizes('students', 'runs', [runs], 1);
  if (!(quantile >= 0 && quantile <= 1)) {
    throw new OptionError(`students: quantile must be a number from 0 to 1, not ${quantile}`);
  }
  if (!(warmUp >= 0)) throw new OptionError(`students: warmUp must be a number from 0, not ${warmUp}`);
  return { batch, runs, quantile, warmUp };
}

/** Something that a layer can be given. */
export const exampleOf = (shape: number[], dtype: tf.DataType = 'float32'): tf.Tensor =>
  dtype === 'float32' ? tf.randomUniform(shape, 0, 1, dtype, 1) : tf.zeros(shape, dtype);
