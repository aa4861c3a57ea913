import * as tf from '@tensorflow/tfjs';
import { random } from '@tensorpress/core';
import { type Size, side } from './sizes.ts';

/**
 * The paper's network: two bidirectional GRU layers, ReLU, and one number for each step; weights begin as in PyTorch. Layers of
 * TensorFlow.js have one bias where those of PyTorch have two, and so 12 · units parameters less: 242,001 instead of
 * 243,201 in the full size.
 */
export function sequentialNetwork({ units, pooled }: Size, seed: number): tf.Sequential {
  const zeros = { kernelInitializer: 'zeros', biasInitializer: 'zeros' } as const;
  const gru = () =>
    tf.layers.gru({
      units,
      ...zeros,
      recurrentInitializer: 'zeros',
      recurrentActivation: 'sigmoid',
      returnSequences: true,
    });
  const model = tf.sequential({
    layers: [
      tf.layers.bidirectional({
        name: 'gru1',
        layer: gru(),
        mergeMode: 'concat',
        inputShape: [(side / pooled) ** 2 / 2, 1],
      }),
      tf.layers.dropout({ name: 'dropout', rate: 0.2 }),
      tf.layers.bidirectional({ name: 'gru2', layer: gru(), mergeMode: 'concat' }),
      tf.layers.activation({ name: 'relu', activation: 'relu' }),
      tf.layers.dense({ name: 'fc', units: 1, ...zeros }),
    ],
  });
  const next = random(seed);
  for (const layer of model.layers) {
    const reach = 1 / Math.sqrt(layer.name === 'fc' ? 2 * units : units);
    const weights = layer.getWeights().map(({ shape, size }) => {
      const values = Float32Array.from({ length: size }, () => reach * (2 * next() - 1));
      return tf.tensor(values, shape);
    });
    layer.setWeights(weights);
    tf.dispose(weights);
  }
  return model;
}
