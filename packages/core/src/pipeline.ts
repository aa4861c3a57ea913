import type { Compressor, Context } from './compressor.ts';
import { boundOf } from './file.ts';
import { completeOptions } from './options.ts';
import type { Model, Outline } from './tree.ts';

/** A compressor with its options: one step of a pipeline. */
export interface Stage {
  readonly id: string;
  /** What it runs, where that is a compressor. */
  readonly compressor?: Compressor;
  run(model: Model, context?: Context): Promise<Model>;
  preview(outline: Outline): Outline;
}

/**
 * A stage of a pipeline. What `context` says holds for this stage alone.
 * @throws OptionError if an option is unknown, missing or out of range.
 */
export function use<Options>(
  compressor: Compressor<Options>,
  options: Partial<Options> = {},
  context: Context = {},
): Stage {
  const complete = completeOptions(compressor, options);
  return {
    id: compressor.id,
    compressor,
    run: (model, around) => compressor.compress(model, complete, { ...around, ...context }),
    preview: (outline) => compressor.preview?.(outline, complete, context) ?? outline,
  };
}

/** A model after some stages, one after the other; the model that came in is unchanged. */
export async function compress(model: Model, stages: readonly Stage[], context: Context = {}): Promise<Model> {
  let result = model;
  for (const stage of stages) {
    context.signal?.throwIfAborted();
    result = await stage.run(result, { original: model, ...context });
  }
  return result;
}

/** Bytes of the file that a model would be after such stages, at most. */
export const estimate = (outline: Outline, stages: readonly Stage[]): number =>
  boundOf(stages.reduce((result, stage) => stage.preview(result), outline));
