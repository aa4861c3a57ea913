import * as tf from '@tensorflow/tfjs';
import type { Model } from '@tensorpress/core';
import { compressedModels, currentModel } from './compressed-models.ts';
import { fromArtifacts } from './from-artifacts.ts';

/**
 * A LayersModel as it stands: its topology, and its weights by name; those that are in compressed form in that form.
 * @throws ModelError if it has a weight that cannot be held.
 */
export async function fromLayersModel(model: tf.LayersModel): Promise<Model> {
  const compressed = compressedModels.get(model);
  return compressed ? currentModel(compressed) : saved(model);
}

/**
 * A GraphModel as it was loaded: its topology, and its weights by name.
 * @throws ModelError if it has a weight that cannot be held.
 */
export const fromGraphModel = (model: tf.GraphModel): Promise<Model> => saved(model);

async function saved(model: tf.LayersModel | tf.GraphModel): Promise<Model> {
  const kept: tf.io.ModelArtifacts[] = [];
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    kept.push(artifacts);
    return { modelArtifactsInfo: tf.io.getModelArtifactsInfoForJSON(artifacts) };
  });
  await model.save(handler);
  return fromArtifacts(kept[0]!);
}
