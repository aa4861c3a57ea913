import type * as tf from '@tensorflow/tfjs';
import type { Context } from '@tensorpress/core';
import { callbackList } from './callback-list.ts';
import type { Fit } from './fit.ts';
import type { Steps } from './optimizers.ts';
import { type Batches, type Columns, isBatches, type UnlabelledData } from './training-data.ts';
import type { Schedule, TrainingOptions } from './training-options.ts';

const SHARES: Readonly<Record<Schedule, (progress: number) => number>> = {
  constant: () => 1,
  linear: (progress) => 1 - progress,
  cosine: (progress) => (1 + Math.cos(Math.PI * progress)) / 2,
};

/**
 * Goes through the epochs.
 * @throws What a callback, the data or a loss throws; the reason of the signal.
 */
export async function runFit(
  id: string,
  { net, compile, batches, validation, measure }: Fit,
  steps: Steps,
  { epochs, batchSize, schedule, callbacks }: TrainingOptions<UnlabelledData>,
  { signal, onProgress }: Context,
): Promise<void> {
  const known = Number.isFinite(batches.size);
  const total = known ? epochs * batches.size : epochs;
  let done = 0;
  const report = (_: number, { batch, size, ...metrics }: tf.Logs = {}) =>
    onProgress?.({ stage: id, done, total, metrics });
  /** Sets the learning rate, tells of progress, and stops when it is asked to. */
  const watch: tf.CustomCallbackArgs = {
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

  const failures: unknown[] = [];
  const stop = () => {
    net.stopTraining ||= failures.length > 0;
  };
  const failed = (reason: unknown) => {
    failures.push(reason);
    stop();
  };
  const measured = async (when: 'before' | 'after') => {
    if (measure) report(0, await measure(when));
  };

  await measured('before');
  net.compile({ optimizer: steps.optimizer, ...compile });
  try {
    await net.fitDataset(guarded(batches, failed), {
      epochs,
      verbose: 0,
      // What fails before the first epoch is forgotten when that begins.
      callbacks: callbackList([watch, { onEpochBegin: stop }, callbacks], failed),
      ...(validation && {
        validationData: isBatches(validation) ? guarded(validation, failed) : [validation.xs, validation.ys],
        validationBatchSize: batchSize,
      }),
    });
  } catch (cause) {
    // Where validation had nothing to go by there is more that fails.
    throw failures[0] ?? cause;
  }
  if (failures.length > 0) throw failures[0];
  signal?.throwIfAborted();
  await measured('after');
}

// An error that went through `fitDataset` would leave tensors behind.
const guarded = (batches: Batches<Columns>, failed: (reason: unknown) => void): Batches<Columns> => ({
  size: batches.size,
  iterator: async () => {
    const iterator = await batches.iterator();
    return {
      next: async () => {
        try {
          return await iterator.next();
        } catch (reason) {
          failed(reason);
          return { done: true, value: undefined };
        }
      },
    };
  },
});
