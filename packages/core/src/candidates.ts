import type { Codec } from './codec.ts';
import type { Where } from './compressor.ts';
import { sizeOf, type TensorInfo } from './tensor.ts';
import { isNode, type Model, mapModel, type Tree } from './tree.ts';

/**
 * The trees that a stage of a codec is to encode, each with its path: leaves of its element types that `where` selects, and trees that
 * it wrote itself and no other stage has encoded the parts of.
 * @param where By default all leaves for codecs of symbols; for others those of 256 elements on that are no weights of one axis.
 * @param skipped Is given the trees that are not selected.
 */
export function candidates<Leaf extends TensorInfo>(
  model: Model<Leaf>,
  { id, takes, rebuild }: Pick<Codec, 'id' | 'takes' | 'rebuild'>,
  where?: Where,
  skipped: Map<Tree<Leaf>, string> = new Map(),
): Map<Tree<Leaf>, string> {
  const found = new Map<Tree<Leaf>, string>();
  mapModel(model, (tree, path) => {
    if (isNode(tree) && (tree.codec !== id || Object.values(tree.parts).some(isNode))) return undefined;
    const selected = where
      ? where(path, tree)
      : !rebuild || (sizeOf(tree.shape) >= 256 && (tree.shape.length > 1 || !Object.hasOwn(model.weights, path)));
    if (takes.some((dtype) => dtype === tree.dtype)) (selected ? found : skipped).set(tree, path);
    return tree;
  });
  return found;
}
