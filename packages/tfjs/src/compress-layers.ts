import type * as tf from '@tensorflow/tfjs';
import { type Codecs, type Compressor, type Context, compress, type Stage, UnknownCodecError } from '@tensorpress/core';
import { compressedModels } from './compressed-models.ts';
import { fromLayersModel } from './from-layers-model.ts';
import { installKernels } from './install-kernels.ts';
import { loadCompressed } from './load-compressed.ts';

/**
 * Makes of a fresh LayersModel one that trains in compressed form, with `compile` and `fit` as ever: codecs that can give parts to
 * train from begin with random ones, of which weights of the variance that the initializers gave are made. The model that
 * came in stays as it is. On the wasm backend training gets the kernels of @tensorpress/tfjs-kernels.
 *
 * Save what it has become by `write(await fromLayersModel(net))`, or decoded, as a stock model, by its own `save`.
 * @throws ModelError if the model cannot be held; UnknownCodecError if a stage writes nodes of a codec that no stage is of.
 */
export async function compressLayers(
  net: tf.LayersModel,
  stages: readonly Stage[],
  context: Omit<Context, 'where' | 'fresh'> = {},
): Promise<tf.LayersModel> {
  const model = await compress(await fromLayersModel(net), stages, { ...context, fresh: true });
  await installKernels();
  return (await loadCompressed(model, codecsOf(stages, compressedModels.get(net)?.codecs))).net;
}

/** The compressors that stages are of, and others. */
function codecsOf(stages: readonly Stage[], others?: Codecs): Codecs {
  const known = new Map(
    stages.flatMap(({ compressor }): [string, Compressor][] => (compressor ? [[compressor.id, compressor]] : [])),
  );
  return {
    async get(id) {
      const compressor = known.get(id) ?? (await others?.get(id));
      if (!compressor) throw new UnknownCodecError(`${id}: none of the stages is of this codec`);
      return compressor;
    },
  };
}
