import {
  type Codecs,
  type Context,
  isNode,
  type Model,
  mapModel,
  OptionError,
  type Outline,
  type TensorInfo,
} from '@tensorpress/core';
import { currentModel } from './compressed-models.ts';
import type { Teach } from './lesson.ts';
import { loadCompressed } from './load-compressed.ts';
import { stepsWith } from './optimizers.ts';
import { train } from './train.ts';
import type { UnlabelledData } from './training-data.ts';
import type { TrainingOptions } from './training-options.ts';

/**
 * What stages that train are made of: trains the f32 leaves of a LayersModel that `where` selects, and gives the model that it has
 * become; trees stay as they are but for the values of those leaves.
 * @param id The id of the stage, which errors and progress begin with.
 * @throws OptionError if options and model do not fit, ModelError if the model cannot be trained; the reason of the signal.
 */
export async function trainLeaves(
  id: string,
  model: Model,
  options: TrainingOptions<UnlabelledData>,
  context: Context,
  teach: Teach,
): Promise<Model> {
  context.signal?.throwIfAborted();
  const { where } = context;
  const steps = stepsWith(id, options.optimizer, options.learningRate);
  try {
    const compressed = await loadCompressed(model, options.codecs ?? noneOf(id), where);
    try {
      await train(id, compressed.net, steps, options, context, teach);
      return await currentModel(compressed, where, (path, data, leaf) => {
        if (!data.every(Number.isFinite) && leaf.data.every(Number.isFinite)) {
          throw new Error(`${id}: ${path} is no longer finite: take a smaller learningRate`);
        }
      });
    } finally {
      compressed.net.dispose();
    }
  } finally {
    steps.dispose();
  }
}

/** A model whose leaves have been trained, as far as it can be foreseen: what was held in fewer bits is not any more. */
export const trainedOutline = (outline: Outline): Outline =>
  mapModel<TensorInfo>(outline, (tree) =>
    isNode(tree) || tree.dtype !== 'f32' ? undefined : { dtype: tree.dtype, shape: tree.shape },
  );

const noneOf = (stage: string): Codecs => ({
  get: (id) => Promise.reject(new OptionError(`${stage}: codecs must be a registry that has ${id}, and is missing`)),
});
