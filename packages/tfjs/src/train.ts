import * as tf from '@tensorflow/tfjs';
import { type Context, OptionError, random } from '@tensorpress/core';
import { fastBatchNorm } from './fast-batch-norm.ts';
import type { FitData, Rows } from './fit.ts';
import { installKernels } from './install-kernels.ts';
import type { Teach } from './lesson.ts';
import { ModelError } from './model-error.ts';
import type { Steps } from './optimizers.ts';
import { plainFit } from './plain-fit.ts';
import { runFit } from './run-fit.ts';
import { seeingFit } from './seeing-fit.ts';
import { type Columns, columnsIn, columnsOf, isBatches, type UnlabelledData } from './training-data.ts';
import type { TrainingOptions } from './training-options.ts';

/**
 * Trains a model in place; on the wasm backend with the kernels of @tensorpress/tfjs-kernels, which it leaves there.
 * @param id What errors and progress begin with.
 * @throws OptionError if options and model do not fit, ModelError if the backend lacks a kernel; the reason of the signal.
 */
export async function train(
  id: string,
  net: tf.LayersModel,
  steps: Steps,
  options: TrainingOptions<UnlabelledData>,
  context: Context,
  teach: Teach,
): Promise<void> {
  if (net.trainableWeights.length === 0) {
    throw new OptionError(`${id}: where must select an f32 leaf of a layer that is trainable, and selects none`);
  }
  const { data, validationData, batchSize, shuffle } = options;
  const skipped = await installKernels();
  const kept: tf.Tensor[] = [];
  const keep = (tensors: tf.Tensor[]) => {
    kept.push(...tensors);
    return tensors;
  };
  const open = (some: UnlabelledData): Rows => {
    if (isBatches(some)) return columnsIn(id, net, some);
    const columns = columnsOf(id, net, some);
    keep([...columns.xs, ...columns.ys]);
    return columns;
  };
  let dispose: (() => void) | undefined;
  const undo = fastBatchNorm(net);
  try {
    const rows = open(data);
    const fitData: FitData = {
      data: rows,
      validation: validationData && open(validationData),
      batchSize,
      next: shuffle ? random(context.seed) : undefined,
      signal: context.signal,
      keep,
    };
    const lesson = await teach(net, () => sampleOf(id, rows));
    if (lesson.outputs) dispose = lesson.dispose;
    const fit = lesson.outputs ? await seeingFit(id, net, lesson, fitData) : plainFit(id, net, lesson, fitData);
    await runFit(id, fit, steps, options, context);
  } catch (cause) {
    const [, kernel] = /^Kernel '(\w+)' not registered/.exec(cause instanceof Error ? cause.message : '') ?? [];
    if (!kernel) throw cause;
    const { reason } = skipped.find((skip) => skip.kernel === kernel) ?? {};
    throw new ModelError(
      `${id}: the ${tf.getBackend()} backend has no ${kernel}: ${reason ?? 'take another backend'}`,
      {
        cause,
      },
    );
  } finally {
    undo();
    dispose?.();
    tf.dispose(kept);
  }
}

/** @throws OptionError if there are no examples. */
async function sampleOf(id: string, rows: Rows): Promise<Columns> {
  const first = (tensors: tf.Tensor[]) => tensors.map((whole) => tf.slice(whole, 0, 1));
  if (!isBatches(rows) && rows.xs[0]?.shape[0]) return { xs: first(rows.xs), ys: first(rows.ys), answers: [] };
  const { value } = isBatches(rows) ? await (await rows.iterator()).next() : {};
  if (value) return value;
  throw new OptionError(`${id}: data must hold examples, and holds none`);
}
