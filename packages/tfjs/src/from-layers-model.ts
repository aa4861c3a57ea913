import * as tf from '@tensorflow/tfjs';
import type { Model, Outline, TensorInfo } from '@tensorpress/core';
import { compressedModels, currentModel } from './compressed-models.ts';
import { fromArtifacts } from './from-artifacts.ts';
import { topologyFrom, topologyToJson } from './topology.ts';

/**
 * A LayersModel as it stands: its topology, and its weights by name; those that are in compressed form in that form.
 * @throws ModelError if it has a weight that cannot be held.
 */
export async function fromLayersModel(model: tf.LayersModel): Promise<Model> {
  const compressed = compressedModels.get(model);
  return compressed ? currentModel(compressed) : saved(model);
}

/** What `fromLayersModel` gives, without the values. */
export function outlineOf(model: tf.LayersModel): Outline {
  const compressed = compressedModels.get(model);
  if (compressed) return compressed.model;
  const { nameOf, ...topology } = topologyFrom({ modelTopology: topologyIn(model) });
  const weights = model.weights.map(({ originalName, dtype, shape }) => {
    const info: TensorInfo = {
      dtype: dtype === 'float32' ? 'f32' : dtype === 'int32' ? 'i32' : 'u8',
      shape: shape.map(Number),
    };
    return [nameOf(originalName), info] as const;
  });
  return { weights: Object.fromEntries(weights), topology: topologyToJson({ ...topology, strings: {} }) };
}

const topologyIn = (model: tf.LayersModel): object => {
  const json: unknown = model.toJSON(null, false);
  return typeof json === 'object' && json !== null ? json : {};
};

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
