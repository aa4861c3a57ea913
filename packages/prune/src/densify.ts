import { type Compressor, candidates, decode, isNode, mapModel, type TensorInfo, type Tree } from '@tensorpress/core';
import { prune } from './prune.ts';

const everywhere = () => true;

/**
 * Makes plain weights of pruned ones, with zeros where there was nothing, so that training gets at all of them again. What other
 * stages have encoded further stays as it is.
 */
export const densify: Compressor<Readonly<Record<never, never>>> = {
  id: 'densify',
  options: {},

  async compress(model, _, { where = everywhere, signal, onProgress } = {}) {
    const pruned = [...candidates(model, prune, where)].filter(([tree]) => isNode(tree));
    const dense = new Map<Tree, Tree>();
    for (const [tree, path] of pruned) {
      signal?.throwIfAborted();
      dense.set(tree, await decode(tree, { get: async () => prune }));
      onProgress?.({ stage: 'densify', done: dense.size, total: pruned.length, path });
    }
    return mapModel(model, (tree) => dense.get(tree));
  },

  preview(outline, _, { where = everywhere } = {}) {
    const pruned = new Set<Tree<TensorInfo>>(
      [...candidates(outline, prune, where).keys()].filter((tree) => isNode(tree)),
    );
    return mapModel<TensorInfo>(outline, (tree) =>
      pruned.has(tree) ? { dtype: tree.dtype, shape: tree.shape } : undefined,
    );
  },
};
