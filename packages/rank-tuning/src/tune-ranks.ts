import { type Context, completeOptions, type Model } from '@tensorpress/core';
import { choosePoint, stepsOf } from './choose-point.ts';
import type { Point } from './pareto-front.ts';
import { checkOptions, optionSpecs, type RankTuningOptions } from './rank-tuning-options.ts';
import { trialsOn } from './trials.ts';
import { weightsOf } from './weights.ts';

/** A model whose sizes were chosen, and what was seen on the way. */
export interface TunedModel extends Point {
  readonly model: Model;
  /** The models that were measured as a whole, the one that was given first. */
  readonly points: readonly Point[];
}

/**
 * What `rankTuning` does, with all that it saw.
 * @throws OptionError if an option is wrong, if options exclude each other, or if nothing meets the target within the bytes.
 */
export async function tuneRanks(
  model: Model,
  given: Partial<RankTuningOptions>,
  context: Context = {},
): Promise<TunedModel> {
  const stage = 'rank-tuning';
  const options = completeOptions({ id: stage, options: optionSpecs }, given);
  const codec = checkOptions(options);
  context.signal?.throwIfAborted();
  const weights = await weightsOf(model, codec, options, context.where);
  const total = stepsOf(weights, options);
  let done = 0;
  const trials = trialsOn(model, codec, options, context, (metrics, path) =>
    context.onProgress?.({ stage, done, total, metrics, ...(path !== undefined && { path }) }),
  );
  const best = await choosePoint(trials, weights, codec, options, () => done++);
  const built = await trials.build(trials.points.get(best)!);
  context.signal?.throwIfAborted();
  for (const { path } of weights) {
    if (Object.hasOwn(best.sizes, path)) continue;
    context.onProgress?.({ stage, done: total, total, path, note: 'no size is smaller and good enough' });
  }
  context.onProgress?.({ stage, done: total, total, metrics: { metric: best.metric, bytes: best.bytes } });
  return { ...best, model: built.model, points: [...trials.points.keys()] };
}
