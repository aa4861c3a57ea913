import * as tf from '@tensorflow/tfjs';
import type { Outline } from '@tensorpress/core';
import { ModelError } from './model-error.ts';
import type { WeightValues } from './stream-graph-model.ts';
import { outlineArtifacts } from './to-artifacts.ts';
import { variablesByName } from './variables-by-name.ts';

/**
 * A stock LayersModel whose weights come one by one: each is put where it belongs before the next is asked for, so that there is
 * never more than the model and one of them. If they stop with an error, nothing of the model is left.
 * @param values What the weights hold, in the order of the outline.
 * @throws ModelError if the outline is none of a LayersModel.
 */
export async function streamLayersModel(
  outline: Outline,
  values: AsyncIterable<WeightValues>,
): Promise<tf.LayersModel> {
  const artifacts = outlineArtifacts(outline);
  if (artifacts.format !== 'layers-model') {
    throw new ModelError('is a GraphModel, not a LayersModel: load it by loadGraphModel');
  }
  const net = await unfilled(artifacts);
  try {
    const variables = variablesByName(net, Object.keys(outline.weights));
    const specs = artifacts.weightSpecs.values();
    for await (const data of values) {
      const { name, shape, dtype } = specs.next().value!;
      // A constraint makes another tensor of it.
      tf.tidy(() => {
        variables.get(name)?.write(tf.tensor(data, shape, dtype));
      });
    }
    return net;
  } catch (cause) {
    net.dispose();
    throw cause;
  }
}

const UNFILLED = 'Unfilled';

/** A model whose weights are zeros, which takes none of the time that initializers do. */
async function unfilled({ modelTopology, userDefinedMetadata }: tf.io.ModelArtifacts): Promise<tf.LayersModel> {
  // Stock loading does so where it is given all weights at once. Here a model around the model asks for it.
  const fromConfig = (_: unknown, { className, config }: tf.serialization.ConfigDict) => {
    const [inner, make] = tf.serialization.SerializationMap.getMap().classNameMap[String(className)] ?? [];
    if (!inner || !make) throw new ModelError(`${className} is no model that TensorFlow.js knows`);
    return Reflect.apply(make, undefined, [inner, config, {}, true]);
  };
  const json = { modelTopology: { class_name: UNFILLED, config: modelTopology } };
  // Pairs of class and function are what it takes, whatever its types say.
  const net: tf.LayersModel = await Reflect.apply(tf.models.modelFromJSON, undefined, [
    json,
    { [UNFILLED]: [Object, fromConfig] },
  ]);
  if (userDefinedMetadata) net.setUserDefinedMetadata(userDefinedMetadata);
  return net;
}
