import * as tf from '@tensorflow/tfjs';
import type { Model } from '@tensorpress/core';
import { decodeWeights } from './decode-weights.ts';
import { ModelError } from './model-error.ts';
import { topologyFrom, topologyToJson } from './topology.ts';

/**
 * The model that artifacts of TensorFlow.js describe, of a LayersModel or a GraphModel. Weights of an optimizer are left out.
 * @throws ModelError if they are no whole model.
 */
export async function fromArtifacts(artifacts: tf.io.ModelArtifacts): Promise<Model> {
  const { nameOf, ...topology } = topologyFrom(artifacts);
  const { weightSpecs = [] } = artifacts;
  const decoded = decodeWeights(weightSpecs, new Uint8Array(await weightBytes(artifacts)));
  const skipped = new Set(weightSpecs.flatMap(({ name, group }) => (group === 'optimizer' ? [name] : [])));
  const renamed = <T>(record: Readonly<Record<string, T>>) =>
    Object.fromEntries(
      Object.entries(record).flatMap(([name, value]) => (skipped.has(name) ? [] : [[nameOf(name), value]])),
    );
  return {
    weights: renamed(decoded.weights),
    topology: topologyToJson({ ...topology, strings: renamed(decoded.strings) }),
  };
}

async function weightBytes({ weightData, getWeightStream }: tf.io.ModelArtifacts): Promise<ArrayBuffer> {
  if (weightData) return tf.io.CompositeArrayBuffer.join(weightData);
  if (getWeightStream) {
    const chunks: ArrayBuffer[] = [];
    // A copy, because some handlers give views of larger buffers.
    for await (const chunk of getWeightStream()) chunks.push(new Uint8Array(chunk).slice().buffer);
    return tf.io.CompositeArrayBuffer.join(chunks);
  }
  throw new ModelError('there are no weights: give artifacts with weightData');
}
