import * as tf from '@tensorflow/tfjs';
import { decoders } from '@tensorpress/all/decoders';
import type { Model } from '@tensorpress/core';
import { loadGraphModel, loadLayersModel } from '@tensorpress/loader';
import { ioHandler } from '@tensorpress/tfjs';

/** What a network takes. */
export interface NetworkInput {
  /** Null where any size will do. */
  readonly shape: readonly (number | null)[];
  readonly dtype: tf.DataType;
}

/** A network that runs. */
export interface Network {
  readonly inputs: readonly NetworkInput[];
  /** Milliseconds that it took to come from bytes to weights. */
  readonly loading: number;
  predict(inputs: readonly tf.Tensor[]): Promise<readonly tf.Tensor[]>;
  dispose(): void;
}

/**
 * Loads a network: as pages do, from the bytes of a `.tpress` file; or from a model that is there.
 * @param format Of the topology: whether it is a graph or layers.
 */
export async function loadNetwork(source: Model | Uint8Array, format: unknown, signal: AbortSignal): Promise<Network> {
  const isGraph = format === 'graph-model';
  const start = performance.now();
  const net = await (source instanceof Uint8Array
    ? (isGraph ? loadGraphModel : loadLayersModel)(source, { signal })
    : (isGraph ? tf.loadGraphModel : tf.loadLayersModel)(ioHandler(source, decoders)));
  return {
    inputs: net.inputs.map(({ shape, dtype }) => ({
      shape: (shape ?? [null]).map((size) => (size !== null && size > 0 ? size : null)),
      dtype,
    })),
    loading: performance.now() - start,
    async predict(inputs) {
      // Graphs may have loops, whose nodes only run one after the other.
      const outputs =
        net instanceof tf.GraphModel ? await net.executeAsync([...inputs]) : net.predictOnBatch([...inputs]);
      return Array.isArray(outputs) ? outputs : [outputs];
    },
    dispose: () => net.dispose(),
  };
}
