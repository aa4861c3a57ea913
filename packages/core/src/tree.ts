import type { Tensor, TensorInfo } from './tensor.ts';

/** A value that JSON can hold. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject;

/** An object that JSON can hold. */
export type JsonObject = { readonly [key: string]: Json };

/**
 * A tensor in encoded form: which codec wrote it, and the parts it wrote.
 *
 * A part is a tensor, or a node again once a later stage has encoded that part. Leaves hold all the data; nodes hold only
 * what it takes to put the leaves together. `dtype` and `shape` are those of the tensor that comes out.
 */
export interface Node<Leaf extends TensorInfo = Tensor> extends TensorInfo {
  readonly codec: string;
  readonly version: number;
  readonly header: JsonObject;
  readonly parts: Readonly<Record<string, Tree<Leaf>>>;
}

/** One weight: a tensor, or a node whose parts are trees. */
export type Tree<Leaf extends TensorInfo = Tensor> = Leaf | Node<Leaf>;

/** Weights by name, and the topology that they belong to, which core carries and adapters read. */
export interface Model<Leaf extends TensorInfo = Tensor> {
  readonly weights: Readonly<Record<string, Tree<Leaf>>>;
  readonly topology?: JsonObject;
}

/** A model without its data: what it takes to know how large it is. */
export type Outline = Model<TensorInfo>;

/** Whether a tree is a node. */
export const isNode = <Leaf extends TensorInfo>(tree: Tree<Leaf>): tree is Node<Leaf> => 'codec' in tree;

/**
 * A model with trees replaced, from the top down. Every tree is visited once, with the first path that leads to it
 * (`dense/kernel.values.indices`), so that what was shared stays shared; `replace` gives the new tree, or `undefined` to look
 * into the parts of a node and to keep a leaf. Whatever does not change is kept as the same object.
 */
export function mapModel<Leaf extends TensorInfo>(
  model: Model<Leaf>,
  replace: (tree: Tree<Leaf>, path: string) => Tree<Leaf> | undefined,
): Model<Leaf> {
  const seen = new Map<Tree<Leaf>, Tree<Leaf>>();
  const visit = (tree: Tree<Leaf>, path: string): Tree<Leaf> => {
    let result = seen.get(tree);
    if (!result) {
      result = replace(tree, path);
      if (!result) result = isNode(tree) ? withParts(tree, mapRecord(tree.parts, `${path}.`, visit)) : tree;
      seen.set(tree, result);
    }
    return result;
  };
  return { ...model, weights: mapRecord(model.weights, '', visit) };
}

const withParts = <Leaf extends TensorInfo>(node: Node<Leaf>, parts: Node<Leaf>['parts']): Node<Leaf> =>
  Object.keys(parts).every((name) => parts[name] === node.parts[name]) ? node : { ...node, parts };

const mapRecord = <A, B>(record: Readonly<Record<string, A>>, prefix: string, f: (value: A, path: string) => B) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, f(value, prefix + name)]));

/** The distinct leaves below some trees, each with the first path that leads to it. */
export function leavesOf<Leaf extends TensorInfo>(weights: Readonly<Record<string, Tree<Leaf>>>): Map<Leaf, string> {
  const found = new Map<Leaf, string>();
  mapModel({ weights }, (tree, path) => {
    if (!isNode(tree)) found.set(tree, path);
    return undefined;
  });
  return found;
}
