import type * as tf from '@tensorflow/tfjs';
import { OptionError } from '@tensorpress/core';

/**
 * The loss that the activation of each output asks for: cross entropy of classes or of yes and no, or else the squared error.
 * @throws OptionError if an output comes from a layer without an activation.
 */
export const defaultLoss = (net: tf.LayersModel): string[] =>
  net.outputs.map(({ sourceLayer }) => {
    const { activation } = sourceLayer.getConfig();
    if (activation === 'softmax' || sourceLayer.getClassName() === 'Softmax') return 'categoricalCrossentropy';
    if (activation === 'sigmoid') return 'binaryCrossentropy';
    if (typeof activation === 'string') return 'meanSquaredError';
    throw new OptionError(`finetune: loss must be given, as ${sourceLayer.name} does not tell what fits`);
  });
