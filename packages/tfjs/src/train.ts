import * as tf from '@tensorflow/tfjs';
import { type Context, OptionError, random } from '@tensorpress/core';
import { callbackList } from './callback-list.ts';
import { defaultLoss } from './default-loss.ts';
import type { FinetuneOptions, Schedule } from './finetune-options.ts';
import { installKernels } from './install-kernels.ts';
import { ModelError } from './model-error.ts';
import type { Steps } from './optimizers.ts';
import { batchesOf, type Columns, columnsOf, type Examples, isBatches } from './training-data.ts';

const SHARES: Readonly<Record<Schedule, (progress: number) => number>> = {
  constant: () => 1,
  linear: (progress) => 1 - progress,
  cosine: (progress) => (1 + Math.cos(Math.PI * progress)) / 2,
};

/**
 * Trains a model in place; on the wasm backend with the kernels of @tensorpress/tfjs-kernels, which it leaves there.
 * @throws OptionError if options and model do not fit, ModelError if the backend lacks a kernel; the reason of the signal.
 */
export async function train(
  net: tf.LayersModel,
  steps: Steps,
  options: FinetuneOptions,
  context: Context,
): Promise<void> {
  if (net.trainableWeights.length === 0) {
    throw new OptionError('finetune: where must select an f32 leaf of a layer that is trainable, and selects none');
  }
  const { data, validationData, epochs, batchSize, metrics } = options;
  const skipped = await installKernels();
  const kept: Columns[] = [];
  const columns = (examples: Examples): Columns => {
    kept.push(columnsOf(net, examples));
    return kept.at(-1)!;
  };
  try {
    const next = options.shuffle ? random(context.seed) : undefined;
    const batches = isBatches(data) ? data : batchesOf(columns(data), batchSize, next);
    const validation = validationData && (isBatches(validationData) ? validationData : columns(validationData));
    net.compile({ optimizer: steps.optimizer, loss: options.loss ?? defaultLoss(net), ...(metrics && { metrics }) });
    const failures: unknown[] = [];
    const stop = () => {
      net.stopTraining ||= failures.length > 0;
    };
    // What fails before the first epoch is forgotten when that begins.
    const own = [watch(net, steps, batches.size, options, context), { onEpochBegin: stop }];
    const callbacks = callbackList([...own, options.callbacks], (reason) => {
      failures.push(reason);
      stop();
    });
    await net.fitDataset(batches, {
      epochs,
      verbose: 0,
      callbacks,
      ...(validation && {
        validationData: 'xs' in validation ? [validation.xs, validation.ys] : validation,
        validationBatchSize: batchSize,
      }),
    });
    if (failures.length > 0) throw failures[0];
    context.signal?.throwIfAborted();
  } catch (cause) {
    const [, kernel] = /^Kernel '(\w+)' not registered/.exec(cause instanceof Error ? cause.message : '') ?? [];
    if (!kernel) throw cause;
    const { reason } = skipped.find((skip) => skip.kernel === kernel) ?? {};
    throw new ModelError(
      `finetune: the ${tf.getBackend()} backend has no ${kernel}: ${reason ?? 'take another backend'}`,
      { cause },
    );
  } finally {
    tf.dispose(kept.flatMap(({ xs, ys }) => [...xs, ...ys]));
  }
}

/** Sets the learning rate, tells of progress, and stops when it is asked to. */
function watch(
  net: tf.LayersModel,
  steps: Steps,
  size: number,
  { epochs, schedule }: FinetuneOptions,
  { signal, onProgress }: Context,
): tf.CustomCallbackArgs {
  const known = Number.isFinite(size);
  const total = known ? epochs * size : epochs;
  let done = 0;
  const report = (_: number, { batch, size, ...metrics }: tf.Logs = {}) =>
    onProgress?.({ stage: 'finetune', done, total, metrics });
  return {
    onBatchBegin: () => {
      steps.setRate(SHARES[schedule](Math.min(done / total, 1)));
      if (known) done++;
      if (signal?.aborted) net.stopTraining = true;
    },
    // Without it the figures of a batch need not be waited for.
    ...(known && onProgress && { onBatchEnd: report }),
    onEpochEnd: (epoch, logs) => {
      if (!known) done++;
      report(epoch, logs);
    },
  };
}
