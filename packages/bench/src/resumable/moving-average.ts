import * as tf from '@tensorflow/tfjs';

/** The average of the weights of a model over its last steps. */
export interface MovingAverage {
  readonly weights: readonly tf.Variable[];
  /** Takes the weights in that the model has after a step, the first of which is 0. */
  step(index: number): void;
  dispose(): void;
}

/**
 * An average in which what was before counts `decay` times as much after a step; less than that in the first steps, so that fresh weights
 * are soon forgotten.
 * @see Polyak, Juditsky, "Acceleration of stochastic approximation by averaging", 1992
 */
export function movingAverage(model: tf.LayersModel, decay: number): MovingAverage {
  const weights = model.getWeights().map((weight) => tf.variable(weight, false));
  return {
    weights,
    step(index) {
      const kept = Math.min(decay, (1 + index) / (10 + index));
      for (const [i, weight] of model.getWeights().entries()) {
        tf.tidy(() => weights[i]!.assign(weights[i]!.mul(kept).add(weight.mul(1 - kept))));
      }
    },
    dispose: () => tf.dispose(weights),
  };
}
