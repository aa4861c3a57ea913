import { type Decoder, isDecoder, type Product } from './codec.ts';
import type { Compressor } from './compressor.ts';
import { CodecError, messageOf, VersionError } from './errors.ts';
import type { Ops } from './ops.ts';
import { plainOps } from './plain-ops.ts';
import { isOf, sizeOf, type Tensor, type TensorInfo } from './tensor.ts';
import { isNode, type Model, type Node, type Tree } from './tree.ts';

/** Where the codecs that a tree names come from, or the halves of them that decode: a registry, usually. */
export interface Codecs {
  get(id: string): Promise<Compressor | Decoder>;
}

/** A tree that has been made ready to be put together, again and again, on any `Ops`. */
export interface Unfolded {
  readonly info: TensorInfo;
  /** The f32 leaves that it is a differentiable function of: what training may change. */
  readonly leaves: readonly Tensor<'f32'>[];
  /** The tensor, made of what `value` gives for each of the leaves. */
  rebuild<T>(ops: Ops<T>, value: (leaf: Tensor<'f32'>) => T): T;
  /** The product with this matrix, where its codec has a way around it. */
  matMul?<T>(ops: Ops<T>, value: (leaf: Tensor<'f32'>) => T): Product<T>;
  /** Kernels of layers that one after the other do what one with this kernel does, where its codec has such. */
  factors?<T>(ops: Ops<T>, value: (leaf: Tensor<'f32'>) => T): readonly T[] | undefined;
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
    const found = known.get(tree) ?? (isNode(tree) ? unfoldNode(tree) : Promise.resolve(unfolded(tree, true)));
    known.set(tree, found);
    return found;
  };
  const unfoldNode = async ({ codec: id, version, header, parts: trees, dtype, shape }: Node): Promise<Unfolded> => {
    const codec = await codecs.get(id);
    if (!isDecoder(codec)) throw new CodecError(`${id}: encodes nothing, so it cannot decode`);
    if (version > codec.version) {
      throw new VersionError(`${id}: this is version ${version}, the package knows ${codec.version}: update it`);
    }
    const parts: [string, Unfolded][] = [];
    for (const [name, dtypes] of Object.entries(codec.parts)) {
      const part = Object.hasOwn(trees, name) ? trees[name] : undefined;
      if (!part || !dtypes.includes(part.dtype))
        throw new CodecError(`${id}: part ${name} must be ${dtypes.join(' or ')}`);
      parts.push([name, await unfold(part)]);
    }
    const info = { dtype, shape };
    const gather = <T>(f: (part: Unfolded) => T) =>
      Object.fromEntries(parts.map(([name, part]) => [name, f(part)])) as never;
    const failed = (cause: unknown): never => {
      throw cause instanceof CodecError ? cause : new CodecError(`${id}: ${messageOf(cause)}`, { cause });
    };
    const whole = (tensor: Tensor): Tensor => {
      if (tensor.dtype !== dtype || `${tensor.shape}` !== `${shape}` || tensor.data.length !== sizeOf(shape)) {
        throw new CodecError(`${id}: decodes to ${tensor.dtype} [${tensor.shape}], not ${dtype} [${shape}]`);
      }
      return tensor;
    };
    if (codec.decode) {
      try {
        return unfolded(
          whole(await codec.decode({ header, parts: gather((part) => part.tensor()) }, info, version)),
          false,
        );
      } catch (cause) {
        return failed(cause);
      }
    }
    const { rebuild, restore, matMul, factors } = codec;
    const withValues = <T, R>(ops: Ops<T>, value: (leaf: Tensor<'f32'>) => T, use: (values: never) => R): R => {
      try {
        return use(gather((part) => (part.info.dtype === 'f32' ? part.rebuild(ops, value) : part.tensor())));
      } catch (cause) {
        return failed(cause);
      }
    };
    const result: Unfolded = {
      info,
      leaves: [...new Set(parts.flatMap(([, part]) => part.leaves))],
      rebuild: (ops, value) => withValues(ops, value, (values) => rebuild!(ops, values, header, info, version)),
      tensor() {
        if (!restore) return whole(result.rebuild<Tensor>(plainOps, (leaf) => leaf));
        try {
          return whole(
            restore(
              gather((part) => part.tensor()),
              header,
              info,
              version,
            ),
          );
        } catch (cause) {
          return failed(cause);
        }
      },
      ...(matMul && {
        matMul: (ops, value) => withValues(ops, value, (values) => matMul(ops, values, header, info, version)),
      }),
      ...(factors && {
        factors: (ops, value) => withValues(ops, value, (values) => factors(ops, values, header, info, version)),
      }),
    };
    return result;
  };
  return unfold;
}

/** A tensor that is there: trained if it is a leaf of floats, else a constant. */
function unfolded(tensor: Tensor, leaf: boolean): Unfolded {
  const { data, shape } = tensor;
  const own = leaf && isOf(tensor, 'f32') ? [tensor] : [];
  const constant = <T>(ops: Ops<T>) =>
    data instanceof Float32Array
      ? ops.tensor(data, [...shape], 'float32')
      : ops.tensor(Int32Array.from(data), [...shape], 'int32');
  return {
    info: tensor,
    leaves: own,
    rebuild: (ops, value) => (own[0] ? value(own[0]) : constant(ops)),
    tensor: () => tensor,
  };
}

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
