import * as tf from '@tensorflow/tfjs';
import { type Codecs, isNode, isOf, leavesOf, type Model, type Tensor, unfolder, type Where } from '@tensorpress/core';
import { attachWeights } from './attach-weights.ts';
import { type CompressedModel, compressedModels, currentModel } from './compressed-models.ts';
import { ioHandler } from './io-handler.ts';
import { ModelError } from './model-error.ts';
import { type Rebuilder, rebuilder } from './rebuilder.ts';
import { artifactsOf } from './to-artifacts.ts';
import { topologyOf } from './topology.ts';
import { variablesByName } from './variables-by-name.ts';

/**
 * Loads a model with its weights in the form that they have. Layers read a weight through `LayerVariable.read`: where the weight
 * is a node, that function now rebuilds it, and the layer lists the leaves in place of the weight. Leaves that weights share are
 * one variable, listed once. Layers that can do without a weight, by its factors, are called that way.
 * @param where The leaves that are trainable, among those of the weights that are; all by default.
 * @throws ModelError if the model is no LayersModel; CodecError as `decode` does.
 */
export async function loadCompressed(model: Model, codecs: Codecs, where?: Where): Promise<CompressedModel> {
  if (topologyOf(model).format !== 'layers-model') {
    throw new ModelError('a GraphModel has no layers: only a LayersModel can be trained or run in compressed form');
  }
  const unfold = unfolder(codecs);
  for (const tree of Object.values(model.weights)) await unfold(tree);
  const load = () =>
    artifactsOf(model, async (tree) =>
      isNode(tree) && tree.dtype === 'f32' ? undefined : (await unfold(tree)).tensor().data,
    );
  const net = await tf.loadLayersModel({ load });

  const paths = leavesOf(model.weights);
  const variables = new Map<Tensor<'f32'>, tf.LayerVariable>();
  const rebuilders = new Map<tf.LayerVariable, Rebuilder>();
  const replacements = new Map<tf.LayerVariable, tf.LayerVariable[]>();
  const add = (leaf: Tensor<'f32'>, variable: tf.LayerVariable) => {
    variable.trainable &&= where?.(paths.get(leaf)!, leaf) ?? true;
    variables.set(leaf, variable);
  };
  for (const [name, variable] of variablesByName(net, Object.keys(model.weights))) {
    const tree = model.weights[name]!;
    if (tree.dtype !== 'f32') continue;
    if (!isNode(tree) && isOf(tree, 'f32') && !variables.has(tree)) {
      add(tree, variable);
      continue;
    }
    const unfolded = await unfold(tree);
    const names = leavesOf({ [variable.originalName]: tree });
    const leaves = unfolded.leaves.filter((leaf) => !variables.has(leaf));
    for (const leaf of leaves) add(leaf, variableOf(leaf, names.get(leaf)!, variable.trainable));
    replacements.set(
      variable,
      leaves.map((leaf) => variables.get(leaf)!),
    );
    rebuilders.set(
      variable,
      rebuilder(unfolded, (leaf) => variables.get(leaf)!.read()),
    );
  }
  attachWeights(net, rebuilders, replacements);
  const compressed = { net, variables, model, codecs };
  compressedModels.set(net, compressed);
  // Variables of leaves are not what a stock model would look for in a file.
  net.save = async (...to) => {
    const stock = await tf.loadLayersModel(ioHandler(await currentModel(compressed), codecs));
    try {
      return await stock.save(...to);
    } finally {
      stock.dispose();
    }
  };
  return compressed;
}

function variableOf({ data, shape }: Tensor<'f32'>, name: string, trainable: boolean): tf.LayerVariable {
  const value = tf.tensor(data, [...shape], 'float32');
  const variable = new tf.LayerVariable(value, 'float32', name, trainable);
  value.dispose();
  return variable;
}
