import { candidates } from './candidates.ts';
import type { Codec, CodecSpec, PartTypes } from './codec.ts';
import type { Context } from './compressor.ts';
import { decode } from './decode.ts';
import { memoise } from './memoise.ts';
import { costOf } from './outline.ts';
import type { DType, Tensor, TensorInfo } from './tensor.ts';
import { isNode, type JsonObject, leavesOf, mapModel, type Node, type Outline, type Tree } from './tree.ts';

/**
 * Completes a codec: gives it the `compress` and `preview` that walk a model leaf by leaf.
 *
 * A stage takes the leaves of its element types that `where` selects, and of trees that this codec wrote itself the tensors
 * they stand for, so that a second run at other options encodes anew. What does not become smaller stays as it was.
 */
export function defineCodec<Options, In extends DType, Parts extends PartTypes, Header extends JsonObject>(
  spec: CodecSpec<Options, In, Parts, Header>,
): Codec<Options, In, Parts, Header> {
  const takes = (info: TensorInfo): info is TensorInfo<In> => spec.takes.some((dtype) => dtype === info.dtype);
  const taken = (tensor: Tensor): tensor is Tensor<In> => takes(tensor);
  const bySymbols = spec.rebuild === undefined;

  const encode = async (tensor: Tensor<In>, options: Options, context: Context): Promise<Node | string> => {
    const { dtype, shape } = tensor;
    const encoding = await (context.fresh && spec.initialise
      ? spec.initialise(tensor, options, context)
      : spec.encode(tensor, options, context));
    if (typeof encoding === 'string') return encoding;
    return { codec: spec.id, version: spec.version, dtype, shape, header: encoding.header, parts: encoding.parts };
  };

  const codec: Codec<Options, In, Parts, Header> = {
    ...spec,

    async compress(model, options, context = {}) {
      const { signal, onProgress } = context;
      const skipped = new Map<Tree, string>();
      const found = candidates(model, spec, context.where, skipped);
      const tensors = new Map<Tree, Tensor<In>>();
      const notes = new Map<Tree, string>();
      for (const tree of found.keys()) {
        const tensor = isNode(tree) ? await decode(tree, { get: async () => codec }) : tree;
        if (!taken(tensor)) continue;
        const plan = spec.plan(tensor, options);
        if (typeof plan === 'string') notes.set(tree, plan);
        else if (!bySymbols && !tensor.data.every(Number.isFinite)) notes.set(tree, 'holds NaN or infinity');
        else tensors.set(tree, tensor);
      }
      const settled = (await spec.prepare?.([...tensors.values()], options, context)) ?? options;

      const encoded = new Map<Tree, Node>();
      let done = 0;
      for (const [tree, path] of found) {
        signal?.throwIfAborted();
        const tensor = tensors.get(tree);
        const node = tensor ? await encode(tensor, settled, context) : (notes.get(tree) ?? '');
        if (typeof node === 'string') notes.set(tree, node);
        else encoded.set(tree, node);
        onProgress?.({ stage: spec.id, done: ++done, total: found.size, path });
      }
      for (const tree of dropLosses(encoded)) notes.set(tree, 'would not be smaller');
      const tell = (path: string, note: string) =>
        onProgress?.({ stage: spec.id, done, total: found.size, path, note });
      for (const [tree, note] of notes) tell(found.get(tree)!, note);
      for (const path of context.where ? [] : skipped.values())
        tell(path, 'under 256 values or 1-D: not touched unless where selects it');
      return mapModel(model, (tree) => encoded.get(tree));
    },

    preview(outline, options, { where } = {}) {
      const planned = new Map<Tree<TensorInfo>, Node<TensorInfo>>();
      for (const tree of candidates(outline, spec, where).keys()) {
        const { dtype, shape } = tree;
        const parts = takes(tree) ? spec.plan({ dtype: tree.dtype, shape }, options) : '';
        if (typeof parts === 'string') continue;
        planned.set(tree, { codec: spec.id, version: spec.version, dtype, shape, header: {}, parts });
      }
      dropLosses(planned);
      return mapModel<TensorInfo>(outline, (tree) => planned.get(tree)) satisfies Outline;
    },
  };
  return codec;
}

/**
 * Drops the nodes that take no fewer bytes than the trees they would replace. Of a leaf that several nodes hold each bears a share
 * by the bytes that it replaces, so that what is kept is smaller as a whole.
 */
function dropLosses<Leaf extends TensorInfo>(nodes: Map<Tree<Leaf>, Node<Leaf>>): Tree<Leaf>[] {
  const dropped: Tree<Leaf>[] = [];
  const costBefore = memoise((tree: Tree<Leaf>) => costOf(tree));
  for (let settled = false; !settled; ) {
    settled = true;
    const replaced = new Map<TensorInfo, number>();
    for (const [tree, node] of nodes) {
      for (const leaf of leavesOf({ node }).keys()) replaced.set(leaf, (replaced.get(leaf) ?? 0) + costBefore(tree));
    }
    for (const [tree, node] of nodes) {
      const cost = costBefore(tree);
      if (costOf(node, (leaf) => cost / replaced.get(leaf)!) < cost) continue;
      nodes.delete(tree);
      dropped.push(tree);
      settled = false;
    }
  }
  return dropped;
}
