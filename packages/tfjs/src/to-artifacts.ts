import type { io } from '@tensorflow/tfjs';
import {
  arrays,
  type Codecs,
  type DTypes,
  type Model,
  sizeOf,
  type TensorInfo,
  type Tree,
  unfolder,
} from '@tensorpress/core';
import { ModelError } from './model-error.ts';
import { type TfjsTopology, topologyOf } from './topology.ts';

/** Artifacts with everything that loading takes. */
export interface WholeArtifacts extends io.ModelArtifacts {
  weightSpecs: io.WeightsManifestEntry[];
  weightData: ArrayBuffer;
}

/**
 * A model as the artifacts that stock TensorFlow.js loads, its weights decoded.
 * @throws ModelError if the model does not come from TensorFlow.js; CodecError as `decode` does.
 */
export function toArtifacts(model: Model, codecs: Codecs): Promise<WholeArtifacts> {
  const unfold = unfolder(codecs);
  return artifactsOf(model, async (tree) => (await unfold(tree)).tensor().data);
}

/** Artifacts of a model whose weights hold what `valuesOf` says; zeros if it says nothing. */
export async function artifactsOf(
  model: Model,
  valuesOf: (tree: Tree) => Promise<DTypes[keyof DTypes] | undefined>,
): Promise<WholeArtifacts> {
  const artifacts = outlineArtifacts(model);
  const trees = Object.values(model.weights);
  const weightData = new ArrayBuffer(trees.reduce((sum, info) => sum + bytesIn(info), 0));
  let at = 0;
  for (const tree of trees) {
    const values = await valuesOf(tree);
    if (values) new Uint8Array(weightData).set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += bytesIn(tree);
  }
  return { ...artifacts, weightData };
}

/** What artifacts say of a model beside the data of its weights, which they have in the order of the model. */
export function outlineArtifacts<Leaf extends TensorInfo>(model: Model<Leaf>): Omit<WholeArtifacts, 'weightData'> {
  const { strings, format, modelTopology, extras } = topologyOf(model);
  const weightSpecs = Object.entries(model.weights).map(([name, info]) => entryOf(name, info, strings));
  return { format, generatedBy: 'tensorpress', convertedBy: null, modelTopology, ...extras, weightSpecs };
}

/** Bytes of a weight in memory. */
export const bytesIn = ({ dtype, shape }: TensorInfo): number => sizeOf(shape) * arrays[dtype].BYTES_PER_ELEMENT;

const DTYPES: Partial<Record<string, io.WeightsManifestEntry['dtype']>> = { f32: 'float32', i32: 'int32', u8: 'bool' };

function entryOf(name: string, info: TensorInfo, strings: TfjsTopology['strings']): io.WeightsManifestEntry {
  const texts = Object.hasOwn(strings, name) ? strings[name] : undefined;
  const dtype = texts ? 'string' : DTYPES[info.dtype];
  if (!dtype) throw new ModelError(`${name}: TensorFlow.js has no weights of type ${info.dtype}`);
  return { name, shape: [...(texts ?? info.shape)], dtype };
}
