import * as tf from '@tensorflow/tfjs';
import {
  type Codecs,
  type Context,
  completeOptions,
  decode,
  OptionError,
  type OptionSpecs,
  type Stage,
  type Tensor,
  type Where,
} from '@tensorpress/core';
import { modelCallback } from './model-callback.ts';
import { trainableWeights } from './trainable-weights.ts';

/** Options of `projection`. */
export interface ProjectionOptions {
  /** What makes of the weights what they are replaced by. */
  readonly stage: Stage;
  /** Where the codecs of the stage come from. */
  readonly codecs: Codecs;
  /** Epochs from one time to the next. */
  readonly every: number;
  /** The first epoch, counted from 0, after which it may be done. */
  readonly from: number;
  /** Which of the trainable weights the stage is given; all by default. */
  readonly where?: Where;
  /** Hears which weights the stage has handled, and why it has left others. */
  readonly onProgress?: NonNullable<Context['onProgress']>;
}

const optionSpecs: OptionSpecs<ProjectionOptions> = {
  stage: { type: 'data', required: true, about: 'A stage of a pipeline, like use(svd, { rank: 40 }).' },
  codecs: { type: 'data', required: true, about: 'Where the codecs of the stage come from; a registry.' },
  every: { type: 'integer', default: 1, min: 1, about: 'Epochs from one time to the next.' },
  from: { type: 'integer', default: 1, min: 0, about: 'The first epoch, counted from 0, after which it may be done.' },
  where: { type: 'data', about: 'Which of the trainable weights the stage is given.' },
  onProgress: { type: 'data', about: 'Hears which weights the stage has handled, and why it has left others.' },
};

/**
 * A callback that puts weights back among those that a stage can encode: after every so many epochs each weight is replaced by
 * what the stage makes of it, decoded, and training of the dense weights goes on. The optimizer is left as it is.
 * @throws OptionError if an option is missing or out of range, and when training begins if `where` selects nothing.
 * @see Maison, du Mas des Bourboux, Courtat, "Compression of Recurrent Neural Networks using Matrix Factorization", 2023
 */
export function projection(
  options: Partial<ProjectionOptions> & Pick<ProjectionOptions, 'stage' | 'codecs'>,
): tf.CustomCallback {
  const { stage, codecs, every, from, where, onProgress } = completeOptions<ProjectionOptions>(
    { id: 'projection', options: optionSpecs },
    options,
  );
  const selected = (net: tf.LayersModel) => trainableWeights(net, where ?? (() => true));
  return modelCallback((net) => ({
    onTrainBegin: () => {
      if (selected(net()).size > 0) return;
      throw new OptionError('projection: where must select a trainable weight, and selects none');
    },
    onEpochEnd: async (epoch) => {
      if (epoch < from || epoch % every !== 0) return;
      const variables = selected(net());
      const weights: Record<string, Tensor<'f32'>> = {};
      for (const [name, variable] of variables) {
        const value = variable.read();
        weights[name] = { dtype: 'f32', shape: value.shape, data: Float32Array.from(await value.data()) };
      }
      const projected = await stage.run({ weights }, onProgress && { onProgress });
      for (const [name, variable] of variables) {
        const tree = projected.weights[name];
        if (!tree || tree === weights[name]) continue;
        const { data, shape } = await decode(tree, codecs);
        tf.tidy(() => void variable.write(tf.tensor(data, [...shape], 'float32')));
      }
    },
  }));
}
