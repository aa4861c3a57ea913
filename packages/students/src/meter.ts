import * as tf from '@tensorflow/tfjs';
import type { Context, MaybePromise } from '@tensorpress/core';
import { callKey, latencyKey } from './latency-key.ts';
import type { LayerCall } from './layer-calls.ts';
import { measureCall } from './measure-call.ts';
import { completeLatency, type LatencyOptions, measureLatency } from './measure-latency.ts';

/**
 * What remembers milliseconds: a `Map`, also one from JSON. Keys name the backend, the batch, the class of a layer, the shapes of its
 * inputs and its config, or a whole network, but not the machine.
 */
export interface LatencyTable {
  get(key: string): number | undefined;
  set(key: string, milliseconds: number): unknown;
}

/** Tells milliseconds, on the backend in use; measures what the table does not know, and puts it there. */
export interface Meter {
  /** Of a call of a layer within a model. */
  call(call: LayerCall): Promise<number>;
  /** Of a model without layers, for examples of some shape. */
  nothing(inputShape: readonly number[]): Promise<number>;
  /** Of a model, which is not made if the table knows it by these words. */
  model(build: () => tf.LayersModel, ...what: readonly unknown[]): Promise<number>;
}

/**
 * A meter.
 * @param warmUp Runs layers of all kinds for a while before the first is measured, as engines compile what runs often.
 * @throws OptionError if an option is wrong.
 */
export function meterOf(
  table: LatencyTable,
  options: LatencyOptions,
  context: Pick<Context, 'signal'>,
  warmUp: () => Promise<unknown>,
): Meter {
  const { batch, ...timing } = completeLatency(options);
  const whole = (build: () => tf.LayersModel) => using(build(), (model) => measureLatency(model, options, context));
  let isWarm = false;
  const remembered = async (key: string, measure: () => Promise<number>): Promise<number> => {
    const known = table.get(key);
    if (known !== undefined) return known;
    context.signal?.throwIfAborted();
    if (!isWarm) await warmUp();
    isWarm = true;
    const milliseconds = await measure();
    table.set(key, milliseconds);
    return milliseconds;
  };
  return {
    call: (call) =>
      remembered(callKey(call, batch), () => measureCall(call, batch, { ...timing, warmUp: 0, ...context })),
    nothing: (inputShape) =>
      remembered(latencyKey(batch, 'nothing', [inputShape]), () =>
        whole(() => {
          const x = tf.input({ shape: [...inputShape] });
          return tf.model({ inputs: x, outputs: x });
        }),
      ),
    model: (build, ...what) => remembered(latencyKey(batch, ...what), () => whole(build)),
  };
}

/** What something makes of a model, which is disposed of. */
export async function using<Result>(
  model: tf.LayersModel,
  use: (model: tf.LayersModel) => MaybePromise<Result>,
): Promise<Result> {
  try {
    return await use(model);
  } finally {
    model.dispose();
  }
}
