import type * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';
import type { Fit, FitData } from './fit.ts';
import type { PlainLesson } from './lesson.ts';
import { batchesOf, isBatches } from './training-data.ts';

/**
 * What there is to do for a loss of targets and outputs: the model is fitted as it is.
 * @throws OptionError if there are no targets.
 */
export function plainFit(
  id: string,
  net: tf.LayersModel,
  compile: PlainLesson,
  { data, validation, batchSize, next }: FitData,
): Fit {
  if (!isBatches(data) && data.ys.length === 0) throw new OptionError(`${id}: data must have ys, and has none`);
  return { net, compile, batches: isBatches(data) ? data : batchesOf(data, batchSize, next), validation };
}
