import type { Json, JsonObject } from '@tensorpress/core';
import { isArray, isObject } from '../json.ts';

const MODELS: readonly Json[] = ['Sequential', 'Model', 'Functional'];

/** The config of a model with each of its layers, those of models inside it too, replaced by any number of others. */
export function flatMapLayers(model: JsonObject, replace: (layer: JsonObject) => readonly JsonObject[]): JsonObject {
  const { config } = model;
  const layers = isArray(config) ? config : isObject(config) ? config.layers : undefined;
  if (!isModel(model) || !isArray(layers)) return model;
  const replaced = layers.flatMap((layer): readonly Json[] => (isObject(layer) ? replaceOne(layer, replace) : [layer]));
  return { ...model, config: isObject(config) ? { ...config, layers: replaced } : replaced };
}

function replaceOne(layer: JsonObject, replace: (layer: JsonObject) => readonly JsonObject[]): readonly JsonObject[] {
  if (isModel(layer)) return [flatMapLayers(layer, replace)];
  const { class_name, config } = layer;
  // The layers of a model in this wrapper have their weights under their own names, as everywhere.
  if (class_name === 'TimeDistributed' && isObject(config) && isObject(config.layer) && isModel(config.layer))
    return [{ ...layer, config: { ...config, layer: flatMapLayers(config.layer, replace) } }];
  return replace(layer);
}

const isModel = ({ class_name = null }: JsonObject): boolean => MODELS.includes(class_name);
