import type * as tf from '@tensorflow/tfjs';
import { type LayerCall, layerCalls } from './layer-calls.ts';

/** Layers that use each entry of their kernels once for each place of their output. */
const COUNTED = new Set(['Conv1D', 'Conv2D', 'Conv3D', 'Dense', 'DepthwiseConv2D', 'SeparableConv2D']);

/** Multiply-adds that a model takes for one example, as publications count them: those of convolutions and dense layers. */
export const countMultiplyAdds = (model: tf.LayersModel): number =>
  layerCalls(model).reduce((sum, call) => sum + multiplyAddsOf(call), 0);

/** Multiply-adds of one call of a layer, for one example. */
export function multiplyAddsOf({ layer, outputShape }: LayerCall): number {
  if (!COUNTED.has(layer.getClassName())) return 0;
  const channels = layer.getConfig().dataFormat === 'channelsFirst' ? outputShape[0]! : outputShape.at(-1)!;
  const places = outputShape.reduce((product, size) => product * size, 1) / channels;
  const kernels = layer.weights.map(({ shape }) => shape.map(Number)).filter(({ length }) => length > 1);
  return places * kernels.reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0);
}
