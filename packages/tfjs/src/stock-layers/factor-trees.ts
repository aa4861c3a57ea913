import { type Codecs, isNode, type Node, plainOps, type Tensor, type Tree, unfolder } from '@tensorpress/core';

/**
 * Gives the factors that the codec of a node takes a weight apart into, as trees; or says in a few words why there are none.
 * A factor with the values of a part stays encoded as that part is, and what nodes share stays shared.
 * @throws CodecError if a part is not what its codec makes; UnknownCodecError, VersionError.
 */
export function factorTrees(codecs: Codecs): (node: Node) => Promise<readonly Tree[] | string> {
  const unfold = unfolder(codecs);
  const known = new Map<Node, Promise<readonly Tree[] | string>>();
  const reshaped = new Map<Tree, Tree>();

  const valuesOf = async (tree: Tree): Promise<Tensor['data']> => (await unfold(tree)).tensor().data;

  /** A part in the shape of a factor that has its values; codecs may go by the shape, so that it is tried. */
  const reshape = async (part: Tree, factor: Tensor): Promise<Tree> => {
    const { shape } = factor;
    const found = [part, reshaped.get(part)].find((tree) => `${tree?.shape}` === `${shape}`);
    if (found) return found;
    const tree = { ...part, shape };
    const kept = !isNode(tree) || same(await valuesOf(tree).catch(() => undefined), factor.data) ? tree : factor;
    reshaped.set(part, kept);
    return kept;
  };

  const factorise = async (node: Node): Promise<readonly Tree[] | string> => {
    const factors = (await unfold(node)).factors?.<Tensor>(plainOps, (leaf) => leaf);
    if (!factors || factors.length < 2) return `${node.codec} makes no factors of it`;
    const parts: [Tree, Tensor['data']][] = [];
    for (const part of Object.values(node.parts)) if (part.dtype === 'f32') parts.push([part, await valuesOf(part)]);
    return Promise.all(
      factors.map((factor) => {
        const [part] = parts.find(([, values]) => same(values, factor.data)) ?? [];
        return part ? reshape(part, factor) : factor;
      }),
    );
  };

  return (node) => {
    const result = known.get(node) ?? factorise(node);
    known.set(node, result);
    return result;
  };
}

const same = (a: Tensor['data'] | undefined, b: Tensor['data']): boolean =>
  a?.length === b.length && b.every((value, i) => Object.is(value, a[i]));
