import * as tf from '@tensorflow/tfjs';
import type { Codecs, Model } from '@tensorpress/core';
import { ioHandler, modelAt } from './io-handler.ts';
import { loadCompressed } from './load-compressed.ts';
import type { ModelSource } from './read-model.ts';

/** How a LayersModel holds weights that are compressed. */
export interface Execution {
  /** `dense`: decoded, once, as a stock model; `compressed`: as they are, rebuilt or used in their place whenever a layer is called. */
  readonly execution?: 'dense' | 'compressed';
}

/**
 * A LayersModel, dense by default. In compressed form its weights are the f32 leaves of the model, and so what training trains.
 * @throws ModelError if the model is no LayersModel; CodecError as `decode` does.
 */
export const toLayersModel = async (
  source: ModelSource | Model,
  codecs: Codecs,
  { execution = 'dense' }: Execution = {},
): Promise<tf.LayersModel> =>
  execution === 'dense'
    ? tf.loadLayersModel(ioHandler(source, codecs))
    : (await loadCompressed(await modelAt(source), codecs)).net;
