import { CodecError, isNode, isOf, type Node } from '@tensorpress/core';
import { layoutFrom, pairsOf, parametersOf } from './layout.ts';
import { type TensorTrainRank, truncationFor } from './tensor-train-options.ts';
import { pack, unpack } from './train.ts';

/**
 * A node of `tensor-train` with lower ranks, without making its tensor: that of a larger train which has been trained, say. Of what
 * is asked for, a fraction is of the padded tensor, and a tolerance is relative to the tensor of the node.
 * @throws OptionError if the rank is nothing that the option may be; CodecError if the node is of another codec, or its cores are not there as
 *   numbers, or the ranks are not as many as those of the node.
 * @see Oseledets, "Tensor-train decomposition", SIAM J. Sci. Comput. 33, 2011, section 3
 */
export async function round(node: Node, rank: TensorTrainRank): Promise<Node> {
  const { cores: shapes, header } = layoutFrom(node.shape, node.header);
  const { cores } = node.parts;
  if (
    node.codec !== 'tensor-train' ||
    !cores ||
    isNode(cores) ||
    !isOf(cores, 'f32') ||
    cores.data.length !== parametersOf(shapes)
  )
    throw new CodecError('tensor-train: what is rounded must be a node with all its cores as f32');
  const pairs = pairsOf(header);
  const size = pairs.reduce((product, pair) => product * pair, 1);
  const truncation = truncationFor(rank, header, size);
  if (typeof truncation === 'string') throw new CodecError(`tensor-train: ${truncation}`);
  // Only what rounds has to load the linear algebra.
  const { truncate } = await import('./truncate.ts');
  const train = { cores: unpack(shapes, cores.data), ranks: header.ranks };
  const packed = pack(await truncate(train, pairs, truncation), header);
  if (typeof packed === 'string') throw new CodecError(`tensor-train: ${packed}`);
  return { ...node, ...packed };
}
