import * as tf from '@tensorflow/tfjs';
import type { Json, JsonObject } from '@tensorpress/core';
import { isArray, isObject } from './json.ts';

/**
 * A Keras model config as TensorFlow.js knows it. What Keras 3 writes otherwise is written as Keras 2 did: `batch_shape`, dtype
 * policies, serialised functions, calls of layers, single inputs and outputs. Every other config stays as it is.
 */
export const toKeras2 = (config: JsonObject): JsonObject => (isKeras3(config) ? object(config) : config);

/** Whether Keras 3 wrote a config. */
export const isKeras3 = (config: Json): boolean =>
  isArray(config)
    ? config.some(isKeras3)
    : isObject(config) &&
      ('batch_shape' in config || 'keras_history' in config || Object.values(config).some(isKeras3));

function value(json: Json): Json {
  if (isArray(json)) return json.map(value);
  if (!isObject(json)) return json;
  const { class_name: name, config } = json;
  if (name === 'DTypePolicy' && isObject(config)) return config.name ?? null;
  if (name === 'function' && typeof config === 'string') return config;
  return object(json);
}

function object(json: JsonObject): JsonObject {
  const serialised = 'class_name' in json && 'registered_name' in json;
  const entries = Object.entries(json).flatMap(([key, item]): [string, Json][] => {
    if (serialised && (key === 'module' || key === 'registered_name' || key === 'build_config')) return [];
    if (key === 'batch_shape') return [['batch_input_shape', item]];
    if (key === 'inbound_nodes' && isArray(item)) return [[key, item.map(call)]];
    if (key === 'input_layers' || key === 'output_layers') return [[key, tensorList(item)]];
    return [[key, value(item)]];
  });
  return Object.fromEntries(entries);
}

/** `{ args, kwargs }` of one call of a layer as `[[layer, node, tensor, kwargs], …]`. */
function call(json: Json): Json {
  if (!isObject(json)) return json;
  const { args = [], kwargs = {} } = json;
  const others = isObject(kwargs)
    ? Object.entries(kwargs).filter(([, item]) => item !== null && tensorsIn(item).length === 0)
    : [];
  return tensorsIn([args, kwargs]).map((tensor) => [...tensor, Object.fromEntries(others)]);
}

/** The histories `[layer, node, tensor]` of the Keras tensors in some arguments. */
function tensorsIn(json: Json): (readonly Json[])[] {
  if (isArray(json)) return json.flatMap(tensorsIn);
  if (!isObject(json)) return [];
  const history =
    json.class_name === '__keras_tensor__' && isObject(json.config) ? json.config.keras_history : undefined;
  return isArray(history) ? [history] : Object.values(json).flatMap(tensorsIn);
}

const tensorList = (json: Json): Json => {
  if (isObject(json)) return Object.values(json);
  return isArray(json) && typeof json[0] === 'string' ? [json] : json;
};

/** A config without what only the making of new weights takes: the initializers of layers that TensorFlow.js has itself. */
export function withoutInitializers(config: JsonObject): JsonObject {
  const stock = new Set(Object.keys(tf.layers).map((name) => name.toLowerCase()));
  const strip = (json: Json): Json => {
    if (isArray(json)) return json.map(strip);
    return isObject(json) ? stripObject(json) : json;
  };
  const stripObject = (json: JsonObject): JsonObject => {
    const layer = typeof json.class_name === 'string' && stock.has(json.class_name.toLowerCase());
    const entries = Object.entries(json).map(([key, item]): [string, Json] => {
      const own = layer && key === 'config' && isObject(item);
      return [key, strip(own ? keep(item, (name) => !name.endsWith('_initializer')) : item)];
    });
    return Object.fromEntries(entries);
  };
  return stripObject(config);
}

const keep = (json: JsonObject, wanted: (key: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(json).filter(([key]) => wanted(key)));

/**
 * The name that a weight has in TensorFlow.js: without the names of the models around its layer, which Keras 3 puts before it.
 * @param config Of the whole model.
 */
export function layerScoped(config: JsonObject): (name: string) => string {
  const models = new Set<Json>();
  const layers = new Set<Json>();
  const visit = (json: Json): void => {
    if (!isObject(json) || !isObject(json.config)) return;
    const { name, layers: inner } = json.config;
    (inner === undefined ? layers : models).add(name ?? null);
    if (isArray(inner)) inner.forEach(visit);
  };
  visit(config);
  return (name) => {
    const scopes = name.split('/');
    while (scopes.length > 2 && models.has(scopes[0]!) && !layers.has(scopes[0]!)) scopes.shift();
    return scopes.join('/');
  };
}
