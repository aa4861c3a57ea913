import type * as tf from '@tensorflow/tfjs';
import type { Context } from '@tensorpress/core';
import { layerCalls, sizesOf } from './layer-calls.ts';
import { type LatencyOptions, measureLatency } from './measure-latency.ts';
import { type LatencyTable, meterOf } from './meter.ts';

/** What the layers of a model take. */
export interface PredictedLatency {
  /** The sum, and what a call of any model takes. */
  readonly milliseconds: number;
  /** By name of layer, in the order in which they run. */
  readonly layers: readonly { readonly name: string; readonly milliseconds: number }[];
}

/**
 * The latency of a model as the sum of those of its layers, each measured alone on the backend in use, unless the table knows it.
 * What is measured goes into the table.
 * @throws OptionError if an option is wrong, or a layer has a shape that is not known but for the batch.
 */
export async function predictLatency(
  model: tf.LayersModel,
  table: LatencyTable = new Map<string, number>(),
  options: LatencyOptions = {},
  context: Pick<Context, 'signal'> = {},
): Promise<PredictedLatency> {
  const meter = meterOf(table, options, context, () => measureLatency(model, options, context));
  let milliseconds = 0;
  for (const input of model.inputs) milliseconds += await meter.nothing(sizesOf(input));
  const layers: { name: string; milliseconds: number }[] = [];
  for (const call of layerCalls(model)) {
    const latency = await meter.call(call);
    layers.push({ name: call.layer.name, milliseconds: latency });
    milliseconds += latency;
  }
  return { milliseconds, layers };
}
