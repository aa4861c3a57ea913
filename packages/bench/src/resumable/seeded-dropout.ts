import * as tf from '@tensorflow/tfjs';
import { random } from '@tensorpress/core';

/** Lets the dropout layers of a model drop by what `seed` says at each training step, until the function that it gives is called. */
export function seededDropout(model: tf.LayersModel, seed: () => number): () => void {
  const undo = model.layers.flatMap((layer, place) => {
    const { rate } = layer.getConfig();
    if (layer.getClassName() !== 'Dropout' || typeof rate !== 'number' || rate === 0) return [];
    const { call } = layer;
    layer.call = (inputs, kwargs) => {
      const [x] = [inputs].flat();
      if (kwargs.training !== true || !x) return inputs;
      const next = random(seed() + 0x10001 * place);
      const kept = 1 / (1 - rate);
      const mask = new Float32Array(x.size);
      for (let i = 0; i < mask.length; i++) mask[i] = next() < rate ? 0 : kept;
      return tf.tidy(() => x.mul(tf.tensor(mask, x.shape)));
    };
    return () => {
      layer.call = call;
    };
  });
  return () => {
    for (const step of undo) step();
  };
}
