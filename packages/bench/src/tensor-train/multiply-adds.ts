import type * as tf from '@tensorflow/tfjs';
import { sizeOf } from '@tensorpress/core';

/** The multiplications and additions, in pairs, that convolutions and dense layers of a stock model take for one input. */
export const multiplyAdds = (net: tf.LayersModel): number =>
  net.layers.reduce((sum, layer) => {
    const kernel = layer.weights.find(({ originalName }) => /kernel$/.test(originalName));
    const shape = [layer.outputShape].flat().map(Number);
    if (!kernel) return sum;
    const places = sizeOf(shape.slice(1, -1));
    // Each output of a depthwise convolution sees one channel: its kernel is [h, w, channels, 1].
    return sum + places * sizeOf(kernel.shape.map(Number));
  }, 0);
