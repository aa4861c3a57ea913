import * as tf from '@tensorflow/tfjs';
import type { LayerCall } from './layer-calls.ts';

/** What a config says that makes a layer neither faster nor slower. */
const IDLE = /^(name|trainable|seed|dtype|batchInputShape)$|(Initializer|Regularizer|Constraint)$/;

/** What a latency is remembered by: the backend in use, the batch, and what runs. */
export const latencyKey = (batch: number, ...what: readonly unknown[]): string =>
  JSON.stringify([tf.getBackend(), batch, ...what]);

/** What the latency of a call of a layer depends on: the class, the shapes of its inputs, and its config as far as it matters. */
export function callKey({ layer, inputShapes }: LayerCall, batch: number): string {
  const config = Object.entries(layer.getConfig())
    .filter(([name]) => !IDLE.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return latencyKey(batch, layer.getClassName(), inputShapes, Object.fromEntries(config));
}
