import type { io } from '@tensorflow/tfjs';
import type { Json, JsonObject, Model, TensorInfo } from '@tensorpress/core';
import { isArray, isObject, toJsonObject } from './json.ts';
import { isKeras3, layerScoped, toKeras2, withoutInitializers } from './keras-config.ts';
import { ModelError } from './model-error.ts';

/** What the topology of a model from TensorFlow.js holds: what loading takes, and nothing else. */
export interface TfjsTopology {
  readonly format: 'layers-model' | 'graph-model';
  readonly modelTopology: JsonObject;
  /** Shapes of the weights that hold strings; such a weight is a u8 tensor of length-prefixed bytes. */
  readonly strings: Readonly<Record<string, readonly number[]>>;
  /** Of a GraphModel: `signature`, `modelInitializer` and `initializerSignature`; of either: `userDefinedMetadata`. */
  readonly extras: JsonObject;
}

const EXTRAS = ['signature', 'userDefinedMetadata', 'modelInitializer', 'initializerSignature'] as const;

/** The topology in artifacts, and the names that its weights have here. */
export interface FoundTopology extends Omit<TfjsTopology, 'strings'> {
  nameOf(weight: string): string;
}

/** @throws ModelError if the artifacts are those of neither a LayersModel nor a GraphModel. */
export function topologyFrom(artifacts: io.ModelArtifacts): FoundTopology {
  const { modelTopology } = artifacts;
  if (modelTopology instanceof ArrayBuffer) throw new ModelError('binary topologies are not supported');
  const json = toJsonObject(modelTopology);
  if (!json) throw new ModelError('there is no modelTopology, so this is no model that TensorFlow.js loads');
  const extras = Object.fromEntries(
    EXTRAS.flatMap((key) => {
      const extra = toJsonObject(artifacts[key]);
      return extra ? [[key, extra] as const] : [];
    }),
  );
  const asItIs = (name: string) => name;
  if (isArray(json.node)) return { format: 'graph-model', modelTopology: json, extras, nameOf: asItIs };
  const { class_name, config } = isObject(json.model_config) ? json.model_config : json;
  if (class_name === undefined || config === undefined) {
    throw new ModelError('the modelTopology is that of neither a LayersModel nor a GraphModel');
  }
  const keras = { class_name, config };
  const nameOf = isKeras3(keras) ? layerScoped(keras) : asItIs;
  return { format: 'layers-model', modelTopology: withoutInitializers(toKeras2(keras)), extras, nameOf };
}

/** A topology as a model carries it. */
export const topologyToJson = ({ format, modelTopology, strings, extras }: TfjsTopology): JsonObject => ({
  format,
  modelTopology,
  ...(Object.keys(strings).length > 0 && { strings }),
  ...extras,
});

/** @throws ModelError if the model does not come from TensorFlow.js. */
export function topologyOf({ topology }: Pick<Model<TensorInfo>, 'topology'>): TfjsTopology {
  const { format, modelTopology, strings, ...extras } = topology ?? {};
  if ((format !== 'layers-model' && format !== 'graph-model') || !isObject(modelTopology)) {
    throw new ModelError('the model has no topology of TensorFlow.js: it has to come from fromArtifacts or readModel');
  }
  const shapes = isObject(strings) ? Object.entries(strings).filter(isShape) : [];
  return { format, modelTopology, strings: Object.fromEntries(shapes), extras };
}

const isShape = (entry: [string, Json]): entry is [string, readonly number[]] =>
  isArray(entry[1]) && entry[1].every((size) => typeof size === 'number');
