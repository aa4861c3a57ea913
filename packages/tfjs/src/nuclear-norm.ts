import * as tf from '@tensorflow/tfjs';
import { completeOptions, OptionError, type OptionSpecs, sizeOf, type Where } from '@tensorpress/core';
import { modelCallback } from './model-callback.ts';
import { polarFactor } from './polar-factor.ts';
import { trainableWeights } from './trainable-weights.ts';

/** Options of `nuclearNorm`. */
export interface NuclearNormOptions {
  /** What the sum of the norms is multiplied by in the loss. */
  readonly lambda: number;
  /** Epochs, counted from 0: nothing is added before the first, then more and more, and all of it from the second on. */
  readonly ramp?: readonly [from: number, to: number];
  /** Which of the trainable weights; by default those with two axes. Others are matrices with the last axis as columns. */
  readonly where?: Where;
}

const optionSpecs: OptionSpecs<NuclearNormOptions> = {
  lambda: { type: 'number', required: true, min: 0, about: 'What the sum of the norms is multiplied by in the loss.' },
  ramp: { type: 'data', about: 'The epochs from which on something and all of it is added, as a pair.' },
  where: { type: 'data', about: 'Which of the trainable weights; by default those with two axes.' },
};

/** Those that are no single row or column. */
const isMatrix: Where = (_, { shape }) => {
  const columns = shape.at(-1) ?? 1;
  return columns > 1 && sizeOf(shape) > columns;
};

const hasTwoAxes: Where = (_, { shape }) => shape.length === 2;

/**
 * A callback that adds to the loss λ times a share of the sum of the singular values of weights, while the model trains. The
 * more of them are near zero, the lower is the rank that the weights can be brought to.
 * @throws OptionError if an option is missing or out of range, and when training begins if `where` selects no matrix.
 * @see Maison, du Mas des Bourboux, Courtat, "Compression of Recurrent Neural Networks using Matrix Factorization", 2023
 */
export function nuclearNorm(
  options: Partial<NuclearNormOptions> & Pick<NuclearNormOptions, 'lambda'>,
): tf.CustomCallback {
  const complete = completeOptions<NuclearNormOptions>({ id: 'nuclearNorm', options: optionSpecs }, options);
  const { lambda, ramp = [0, 0], where = hasTwoAxes } = complete;
  const [from, to] = ramp;
  if (ramp.length !== 2 || !(from >= 0 && to >= from)) {
    throw new OptionError(`nuclearNorm: ramp must be two epochs, the later one last, not [${ramp}]`);
  }
  const shareAt = (epoch: number) => (epoch < from ? 0 : epoch >= to ? 1 : (epoch - from) / (to - from));
  let detach = () => {};
  let share = 0;
  return modelCallback((net) => ({
    onTrainBegin: () => {
      detach();
      const variables = trainableWeights(net(), (path, info) => isMatrix(path, info) && where(path, info));
      if (variables.size === 0) {
        throw new OptionError('nuclearNorm: where must select a trainable matrix, and selects none');
      }
      const penalty = () =>
        tf.tidy(() => {
          const weight = lambda * share;
          if (weight === 0) return tf.scalar(0);
          const norms = [...variables.values()].map((variable) => nuclearNormOf(variable.read()));
          return tf.addN(norms).mul<tf.Scalar>(weight);
        });
      detach = attach(net(), penalty);
    },
    onEpochBegin: (epoch) => {
      share = shareAt(epoch);
    },
    onTrainEnd: () => detach(),
  }));
}

/** Adds a term to the loss that a model is trained with, and gives the function that takes it away. */
function attach(net: tf.LayersModel, term: () => tf.Scalar): () => void {
  // Losses of layers count once for each call of the layer; an input is there once.
  const layer = net.inputLayers[0]!;
  layer.addLoss(term);
  return () => {
    const at = layer.losses.indexOf(term);
    if (at >= 0) layer.losses.splice(at, 1);
  };
}

/** The sum of the singular values of a weight as a matrix with as many columns as its last axis; differentiable. */
export function nuclearNormOf(weight: tf.Tensor): tf.Scalar {
  const matrix: tf.Tensor2D = weight.reshape([-1, weight.shape.at(-1) ?? 1]);
  const norm = tf.customGrad<tf.Scalar>((_, save) => {
    const polar = polarFactor(matrix);
    if (typeof save === 'function') save([polar]);
    return { value: tf.sum(tf.mul(polar, matrix)), gradFunc: (dy, [saved]) => dy.mul(saved!) };
  });
  return norm(matrix);
}
