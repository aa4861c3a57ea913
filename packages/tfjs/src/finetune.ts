import {
  type Codecs,
  type Compressor,
  isNode,
  leavesOf,
  type Model,
  mapModel,
  OptionError,
  type Tensor,
  type TensorInfo,
  type Tree,
  type Where,
} from '@tensorpress/core';
import { type FinetuneOptions, optionSpecs } from './finetune-options.ts';
import { type CompressedModel, loadCompressed } from './load-compressed.ts';
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
        return await trained(model, compressed.variables, where);
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

/** The model with the values that its variables now have. */
async function trained(model: Model, variables: CompressedModel['variables'], where?: Where): Promise<Model> {
  const paths = leavesOf(model.weights);
  const leaves = new Map<Tree, Tensor>();
  for (const [leaf, variable] of variables) {
    // Averages that layers keep of their own accord are not selected either.
    if (where && !where(paths.get(leaf)!, leaf)) continue;
    const data = Float32Array.from(await variable.read().data());
    if (!data.every(Number.isFinite) && leaf.data.every(Number.isFinite)) {
      throw new Error(`finetune: ${paths.get(leaf)} is no longer finite: take a smaller learningRate`);
    }
    if (data.some((value, i) => !Object.is(value, leaf.data[i]))) {
      leaves.set(leaf, { dtype: 'f32', shape: leaf.shape, data });
    }
  }
  return mapModel(model, (tree) => leaves.get(tree));
}
