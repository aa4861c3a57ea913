import * as tf from '@tensorflow/tfjs';
import type { Dropout } from './recipes.ts';

/** A fresh network of fully connected layers: ReLU, then softmax; dropout before each layer; He's initialisation. */
export function network(widths: readonly number[], dropout: Dropout, seed: number): tf.LayersModel {
  const layers = widths.slice(1).flatMap((units, i) => {
    const last = i === widths.length - 2;
    const rate = i === 0 ? dropout.inputs : dropout.hidden;
    const inputShape = i === 0 ? { inputShape: [widths[0]!] } : {};
    return [
      ...(rate > 0 ? [tf.layers.dropout({ rate, name: `dropout${i + 1}`, ...inputShape })] : []),
      tf.layers.dense({
        units,
        name: `dense${i + 1}`,
        activation: last ? 'softmax' : 'relu',
        kernelInitializer: tf.initializers.heNormal({ seed: seed + i }),
        ...inputShape,
      }),
    ];
  });
  return tf.sequential({ layers });
}
