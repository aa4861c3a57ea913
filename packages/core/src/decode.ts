import { type Codec, isCodec } from './codec.ts';
import type { Compressor } from './compressor.ts';
import { CodecError, VersionError } from './errors.ts';
import type { Ops } from './ops.ts';
import { plainOps } from './plain-ops.ts';
import { isOf, sizeOf, type Tensor, type TensorInfo } from './tensor.ts';
import { isNode, type Model, type Node, type Tree } from './tree.ts';

/** Where the codecs that a tree names come from: a registry, usually. */
export interface Codecs {
  get(id: string): Promise<Compressor>;
}

/** A tree that has been made ready to be put together, again and again, on any `Ops`. */
export interface Unfolded {
  readonly info: TensorInfo;
  /** The f32 leaves that it is a differentiable function of: what training may change. */
  readonly leaves: readonly Tensor<'f32'>[];
  /** The tensor, made of what `value` gives for each of the leaves. */
  rebuild<T>(ops: Ops<T>, value: (leaf: Tensor<'f32'>) => T): T;
  /** The tensor as it stands. */
  tensor(): Tensor;
}

/**
 * Makes trees ready to be rebuilt: loads their codecs and decodes everything that has no derivative. What trees share is
 * done once for all calls of the function that this gives.
 * @throws CodecError if a part is not what its codec makes; UnknownCodecError, VersionError.
 */
export function unfolder(codecs: Codecs): (tree: Tree) => Promise<Unfolded> {
  const known = new Map<Tree, Promise<Unfolded>>();
  const unfold = (tree: Tree): Promise<Unfolded> => {
    const found = known.get(tree) ?? (isNode(tree) ? unfoldNode(tree) : Promise.resolve(unfoldedLeaf(tree)));
    known.set(tree, found);
    return found;
  };
  const unfoldNode = async (node: Node): Promise<Unfolded> => {
    const codec = await codecs.get(node.codec);
    if (!isCodec(codec)) throw new CodecError(`${node.codec}: not a codec, so nothing can be encoded by it`);
    if (node.version > codec.version) {
      throw new VersionError(
        `${codec.id}: encoded as version ${node.version}, this package knows up to ${codec.version}: update it`,
      );
    }
    const parts: Record<string, Unfolded> = {};
    for (const [name, dtypes] of Object.entries(codec.parts)) {
      const part = Object.hasOwn(node.parts, name) ? node.parts[name] : undefined;
      if (!part || !dtypes.includes(part.dtype))
        throw new CodecError(`${codec.id}: part ${name} must be of ${dtypes.join(' or ')}`);
      parts[name] = await unfold(part);
    }
    return codec.rebuild ? rebuildable(codec, node, parts) : unfoldedConstant(await decodeNode(codec, node, parts));
  };
  return unfold;
}

const unfoldedLeaf = (leaf: Tensor): Unfolded =>
  isOf(leaf, 'f32')
    ? { info: leaf, leaves: [leaf], rebuild: (_, value) => value(leaf), tensor: () => leaf }
    : unfoldedConstant(leaf);

const unfoldedConstant = (tensor: Tensor): Unfolded => ({
  info: tensor,
  leaves: [],
  rebuild: (ops) => {
    const [values, dtype] = isOf(tensor, 'f32')
      ? ([tensor.data, 'float32'] as const)
      : ([Int32Array.from(tensor.data), 'int32'] as const);
    return ops.tensor(values, [...tensor.shape], dtype);
  },
  tensor: () => tensor,
});

function rebuildable(codec: Codec, node: Node, parts: Readonly<Record<string, Unfolded>>): Unfolded {
  const { header, version } = node;
  const info = { dtype: node.dtype, shape: node.shape };
  const leaves = [...new Set(Object.values(parts).flatMap((part) => part.leaves))];
  const rebuild = <T>(ops: Ops<T>, value: (leaf: Tensor<'f32'>) => T): T =>
    guarded(codec, () => {
      const values: Record<string, T | Tensor> = {};
      for (const [name, part] of Object.entries(parts)) {
        values[name] = part.info.dtype === 'f32' ? part.rebuild(ops, value) : part.tensor();
      }
      return codec.rebuild!(ops, values as never, header, info, version);
    });
  return {
    info,
    leaves,
    rebuild,
    tensor: () =>
      expected(
        codec,
        info,
        rebuild<Tensor>(plainOps, (leaf) => leaf),
      ),
  };
}

async function decodeNode(codec: Codec, node: Node, parts: Readonly<Record<string, Unfolded>>): Promise<Tensor> {
  const tensors = Object.fromEntries(Object.entries(parts).map(([name, part]) => [name, part.tensor()]));
  const { header, version, dtype, shape } = node;
  const encoding = { header, parts: tensors };
  try {
    return expected(codec, node, await codec.decode!(encoding as never, { dtype, shape }, version));
  } catch (cause) {
    throw wrapped(codec, cause);
  }
}

function expected(codec: Codec, { dtype, shape }: TensorInfo, tensor: Tensor): Tensor {
  const same =
    tensor.dtype === dtype && tensor.shape.length === shape.length && tensor.shape.every((n, i) => n === shape[i]);
  if (!same || tensor.data.length !== sizeOf(shape)) {
    throw new CodecError(`${codec.id}: decodes to ${tensor.dtype} [${tensor.shape}] and not to ${dtype} [${shape}]`);
  }
  return tensor;
}

function guarded<T>(codec: Codec, run: () => T): T {
  try {
    return run();
  } catch (cause) {
    throw wrapped(codec, cause);
  }
}

const wrapped = ({ id }: Codec, cause: unknown): CodecError =>
  cause instanceof CodecError
    ? cause
    : new CodecError(`${id}: ${cause instanceof Error ? cause.message : cause}`, { cause });

/**
 * The tensor that a tree stands for.
 * @throws CodecError if a part is not what its codec makes; UnknownCodecError, VersionError.
 */
export const decode = async (tree: Tree, codecs: Codecs): Promise<Tensor> => (await unfolder(codecs)(tree)).tensor();

/** A model whose weights are all plain tensors. */
export async function decodeModel(
  model: Model,
  codecs: Codecs,
): Promise<Model & { readonly weights: Readonly<Record<string, Tensor>> }> {
  const unfold = unfolder(codecs);
  const weights: Record<string, Tensor> = {};
  for (const [name, tree] of Object.entries(model.weights)) weights[name] = (await unfold(tree)).tensor();
  return { ...model, weights };
}
