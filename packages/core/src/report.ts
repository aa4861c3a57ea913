import type { Progress } from './compressor.ts';
import { type Codecs, unfolder } from './decode.ts';
import { sizesOf } from './file.ts';
import type { Tensor } from './tensor.ts';
import { isNode, leavesOf, type Model, type Tree } from './tree.ts';

/** What became of one weight. */
export interface WeightReport {
  readonly name: string;
  readonly shape: readonly number[];
  /** The codecs that encode it, from the outside in, like `prune(values: kmeans-share(indices: huffman))`. */
  readonly codecs: string;
  /** Bytes of its leaves in the file, those that an earlier weight shares not counted. */
  readonly before: number;
  readonly after: number;
  /** ‖decoded − original‖ / ‖original‖ in Frobenius norm. */
  readonly error: number;
  /** Why stages left it, or some part of it, as it was. */
  readonly notes: readonly string[];
}

/** What became of a model. */
export interface Report {
  readonly weights: readonly WeightReport[];
  /** Bytes of the two files, header and topology included. */
  readonly before: number;
  readonly after: number;
  /** Bytes of the second file's header: names, shapes, codecs, topology. */
  readonly header: number;
}

/**
 * Compares a model with what stages made of it.
 * @param notes What `onProgress` was told on the way, for the reasons why leaves were left alone.
 */
export async function report(
  before: Model,
  after: Model,
  codecs: Codecs,
  notes: readonly Progress[] = [],
): Promise<Report> {
  const [old, now] = await Promise.all([sizesOf(before), sizesOf(after)]);
  const unfold = unfolder(codecs);
  const bytes = (sizes: Map<Tensor, number>, tree: Tree | undefined) => {
    let sum = 0;
    for (const leaf of tree ? leavesOf({ tree }).keys() : []) {
      sum += sizes.get(leaf) ?? 0;
      sizes.delete(leaf);
    }
    return sum;
  };
  const weights: WeightReport[] = [];
  for (const [name, tree] of Object.entries(after.weights)) {
    const original = before.weights[name];
    const under = notes.filter(({ path, note }) => note && (path === name || path?.startsWith(`${name}.`)));
    weights.push({
      name,
      shape: tree.shape,
      codecs: chain(tree),
      before: bytes(old.leaves, original),
      after: bytes(now.leaves, tree),
      error:
        original && original !== tree ? distance((await unfold(original)).tensor(), (await unfold(tree)).tensor()) : 0,
      notes: [
        ...new Set(
          under.map(
            ({ stage, path, note }) => `${stage}: ${path === name ? '' : `${path?.slice(name.length + 1)} `}${note}`,
          ),
        ),
      ],
    });
  }
  return { weights, before: old.total, after: now.total, header: now.header };
}

const chain = (tree: Tree): string => {
  if (!isNode(tree)) return '';
  const parts = Object.entries(tree.parts).flatMap(([name, part]) => (isNode(part) ? [`${name}: ${chain(part)}`] : []));
  return parts.length > 0 ? `${tree.codec}(${parts.join(', ')})` : tree.codec;
};

function distance(a: Tensor, b: Tensor): number {
  let difference = 0;
  let norm = 0;
  for (const [i, value] of a.data.entries()) {
    const other = b.data[i] ?? Number.NaN;
    // NaN and infinity differ from themselves by NaN.
    if (!Object.is(value, other)) difference += (value - other) ** 2;
    norm += value ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / norm);
}
