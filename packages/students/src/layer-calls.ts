import * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';

/** A layer where a model calls it. */
export interface LayerCall {
  readonly layer: tf.layers.Layer;
  /** Of each input and of the output, without the batch. */
  readonly inputShapes: readonly (readonly number[])[];
  readonly outputShape: readonly number[];
}

/**
 * The calls of layers that make up a model, inputs left out.
 * @throws OptionError if the shape of one is not known but for the batch.
 */
export function layerCalls({ outputs }: tf.LayersModel): LayerCall[] {
  const calls: LayerCall[] = [];
  const seen = new Set<object>();
  const visit = ({ sourceLayer: layer, nodeIndex = 0 }: tf.SymbolicTensor): void => {
    const node = layer.inboundNodes[nodeIndex]!;
    if (seen.has(node)) return;
    seen.add(node);
    // Inputs come first, so that the order is that of a run.
    for (const input of node.inputTensors) visit(input);
    calls.push(...callsOf(layer, node));
  };
  for (const output of outputs) visit(output);
  return calls;
}

function callsOf(layer: tf.layers.Layer, node: tf.layers.Layer['inboundNodes'][number]): LayerCall[] {
  if (layer.getClassName() === 'InputLayer') return [];
  if (layer instanceof tf.LayersModel) return layerCalls(layer);
  const inputShapes = node.inputTensors.map(sizesOf);
  return [{ layer, inputShapes, outputShape: sizesOf(node.outputTensors[0]!) }];
}

/**
 * Sizes of a tensor without the batch.
 * @throws OptionError if one is not known.
 */
export const sizesOf = ({ name, shape }: tf.SymbolicTensor): number[] =>
  shape.slice(1).map((size) => {
    if (size === null) throw new OptionError(`students: ${name} must have a shape that is known but for the batch`);
    return size;
  });
