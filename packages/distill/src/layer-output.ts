import type * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';

/**
 * What a layer of a model gives.
 * @throws OptionError if there is no such layer, or if it gives no one tensor.
 */
export function layerOutput(whose: 'teacher' | 'student', net: tf.LayersModel, name: string): tf.SymbolicTensor {
  const layer = net.layers.find((some) => some.name === name);
  const names = net.layers.map((some) => some.name).join(', ');
  if (!layer) throw new OptionError(`distill: losses must be on layers of the ${whose}, ${names}, not on ${name}`);
  const outputs = layer.inboundNodes.length === 1 ? [layer.output].flat() : [];
  if (outputs.length === 1) return outputs[0]!;
  throw new OptionError(`distill: losses must be on layers that are called once and give one tensor, not on ${name}`);
}
