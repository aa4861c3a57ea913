import { type Codecs, type Compressor, isNode, mapModel, OptionError, type TensorInfo } from '@tensorpress/core';
import { currentModel } from './compressed-models.ts';
import { type FinetuneOptions, optionSpecs } from './finetune-options.ts';
import { loadCompressed } from './load-compressed.ts';
import { stepsWith } from './optimizers.ts';
import { train } from './train.ts';

const NONE: Codecs = {
  get: (id) => Promise.reject(new OptionError(`finetune: codecs must be a registry that has ${id}, and is missing`)),
};

/**
 * Trains a LayersModel in the form that it has: every f32 leaf under codecs that rebuild is a parameter, all else stays. Trees
 * stay as they are but for the values of those leaves. `where` restricts it to some leaves.
 */
export const finetune: Compressor<FinetuneOptions> = {
  id: 'finetune',
  options: optionSpecs,

  async compress(model, options, context = {}) {
    context.signal?.throwIfAborted();
    const { where } = context;
    const steps = stepsWith(options.optimizer, options.learningRate);
    try {
      const compressed = await loadCompressed(model, options.codecs ?? NONE, where);
      try {
        await train(compressed.net, steps, options, context);
        return await currentModel(compressed, where, (path, data, leaf) => {
          if (!data.every(Number.isFinite) && leaf.data.every(Number.isFinite)) {
            throw new Error(`finetune: ${path} is no longer finite: take a smaller learningRate`);
          }
        });
      } finally {
        compressed.net.dispose();
      }
    } finally {
      steps.dispose();
    }
  },

  preview: (outline) =>
    mapModel<TensorInfo>(outline, (tree) =>
      isNode(tree) || tree.dtype !== 'f32' ? undefined : { dtype: tree.dtype, shape: tree.shape },
    ),
};
