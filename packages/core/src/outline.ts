import { FileError } from './errors.ts';
import { packable } from './packing.ts';
import { arrays, bytesOf, sizeOf, type TensorInfo, widthOf } from './tensor.ts';
import { isNode, type Json, type JsonObject, type Model, type Outline, type Tree } from './tree.ts';

/** What a reader accepts; a file beyond it is rejected before anything is allocated for it. */
export interface Limits {
  /** Bytes of the inflated header; 16 MiB by default. */
  readonly header: number;
  /** Bytes of everything that the file says it decodes to, at each level of its trees; 8 GiB by default. */
  readonly decoded: number;
  /** Nodes between a weight and its leaves; 16 by default. */
  readonly depth: number;
}

const isArray = (value: unknown): value is readonly Json[] => Array.isArray(value);

/** A tree as the header of a file has it; a leaf that was there before is its number in the order of the file. */
export function treeToJson(tree: Tree<TensorInfo>, numbers: Map<TensorInfo, number> = new Map()): Json {
  if (isNode(tree)) {
    const { dtype, shape, codec, version, header, parts } = tree;
    return [
      dtype,
      shape,
      codec,
      version,
      header,
      Object.entries(parts).map(([name, part]) => [name, treeToJson(part, numbers)]),
    ];
  }
  const number = numbers.get(tree);
  if (number !== undefined) return number;
  numbers.set(tree, numbers.size);
  const { dtype, shape, bits, grid } = tree;
  return bits === undefined ? [dtype, shape] : grid ? [dtype, shape, bits, grid] : [dtype, shape, bits];
}

/** The header of a file, and its leaves in the order of their data. */
export function toHeader<Leaf extends TensorInfo>({
  weights,
  topology,
}: Model<Leaf>): { json: string; leaves: Leaf[] } {
  const numbers = new Map<Leaf, number>();
  const trees = Object.entries(weights).map(([name, tree]) => [name, treeToJson(tree, numbers)]);
  return { json: JSON.stringify(topology ? [trees, topology] : [trees]), leaves: [...numbers.keys()] };
}

/**
 * The outline that a header stands for, and its leaves in the order of their data.
 * @throws FileError if it breaks a rule of the format or a limit, SyntaxError if it is not JSON.
 */
export function fromHeader(json: string, limits: Limits): { outline: Outline; leaves: TensorInfo[] } {
  const leaves: TensorInfo[] = [];
  let decoded = 0;

  const infoFrom = ([dtype, shape, bits, grid]: readonly Json[]): TensorInfo => {
    check(typeof dtype === 'string' && Object.hasOwn(arrays, dtype), `${dtype} is not an element type`);
    check(isArray(shape) && shape.every((n) => Number.isSafeInteger(n) && Number(n) >= 0), 'a shape must be sizes');
    const info = {
      dtype,
      shape,
      ...(bits !== undefined && { bits }),
      ...(grid !== undefined && { grid }),
    } as TensorInfo;
    check(packable(info), `bits must fit ${dtype}`);
    decoded += (sizeOf(info.shape) * widthOf(info.dtype)) / 8;
    check(decoded <= limits.decoded, `decodes to more than ${limits.decoded} bytes`);
    return info;
  };
  const recordFrom = (entries: Json | undefined, depth: number): Record<string, Tree<TensorInfo>> => {
    check(isArray(entries), 'trees must be pairs of name and tree');
    check(depth <= limits.depth, `nodes are nested more than ${limits.depth} deep`);
    const trees = new Map<string, Tree<TensorInfo>>();
    for (const entry of entries) {
      check(isArray(entry) && entry.length === 2, 'trees must be pairs of name and tree');
      const [name, tree] = entry;
      check(typeof name === 'string' && name !== '__proto__' && !trees.has(name), `${name} is used twice or no name`);
      trees.set(name, treeFrom(tree, depth));
    }
    return Object.fromEntries(trees);
  };
  const treeFrom = (item: Json | undefined, depth: number): Tree<TensorInfo> => {
    const known = typeof item === 'number' && leaves[item];
    if (known) return known;
    check(isArray(item), 'a tree must be an array or an earlier leaf');
    const [dtype, shape, codec, version, header, parts] = item;
    if (typeof codec === 'string') {
      check(
        item.length === 6 && Number.isSafeInteger(version) && Number(version) > 0 && isObject(header),
        `${codec} is not a node`,
      );
      const info = infoFrom([dtype!, shape!]);
      return { ...info, codec, version: Number(version), header, parts: recordFrom(parts, depth + 1) };
    }
    check(item.length <= 4, 'a leaf has four fields at most');
    const leaf = infoFrom(item);
    leaves.push(leaf);
    return leaf;
  };

  const root: Json = JSON.parse(json);
  check(wellNamed(root), 'a name must not be __proto__');
  check(isArray(root) && root.length <= 2, 'there must be weights and perhaps a topology');
  const [weights, topology] = root;
  check(topology === undefined || isObject(topology), 'the topology must be an object');
  return { outline: { weights: recordFrom(weights, 0), ...(topology && { topology }) }, leaves };
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !isArray(value);

const wellNamed = (value: Json): boolean =>
  typeof value !== 'object' ||
  value === null ||
  (!Object.hasOwn(value, '__proto__') && Object.values(value).every(wellNamed));

/** Demands something of a file. */
export function check(condition: unknown, message: string): asserts condition {
  if (!condition) throw new FileError(message);
}

/** Checksums take this many bytes of a file, each. */
export const CHECKSUM = 4;

/**
 * Bytes that trees take in a file at most: the data and checksums of their leaves, and their part of the header before it is
 * deflated.
 * @param shareOf How much of a leaf that other trees hold as well this one bears; all of it by default.
 */
export const costOf = (tree: Tree<TensorInfo>, shareOf: (leaf: TensorInfo) => number = () => 1): number => {
  const numbers = new Map<TensorInfo, number>();
  let cost = JSON.stringify(treeToJson(tree, numbers)).length;
  for (const leaf of numbers.keys()) cost += (bytesOf(leaf) + CHECKSUM) * shareOf(leaf);
  return cost;
};
