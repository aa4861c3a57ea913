import { type Codecs, decode, isNode, type Limits, type Outline, open, type Tree } from '@tensorpress/core';
import type { WeightValues } from '@tensorpress/tfjs';

/** A file whose header is there. */
export interface Decoding {
  readonly outline: Outline;
  /** Bytes of the whole file. */
  readonly size: number;
  /** What the weights hold, in the order of the outline, each decoded when it is asked for. */
  readonly values: AsyncGenerator<WeightValues>;
}

/**
 * Decodes a file in this thread. The codecs that it names are loaded first, all at once.
 * @throws FileError if the file is not sound, CodecError if a weight cannot be decoded, UnknownCodecError if a codec is missing.
 */
export async function decodeHere(
  chunks: AsyncIterable<Uint8Array>,
  codecs: Codecs,
  limits: Partial<Limits>,
): Promise<Decoding> {
  const { outline, size, weights } = await open(chunks, limits);
  // One that is missing is told before the weights are there.
  await Promise.all([...codecsIn(outline)].map((id) => codecs.get(id)));
  return { outline, size, values: decoded(weights, codecs) };
}

async function* decoded(
  weights: AsyncIterable<readonly [name: string, tree: Tree]>,
  codecs: Codecs,
): AsyncGenerator<WeightValues> {
  for await (const [, tree] of weights) {
    const { data } = await decode(tree, codecs);
    // Another weight may have the same leaf, and whoever gets this may give it away.
    yield holds(tree, data.buffer) ? data.slice() : data;
  }
}

const holds = (tree: Tree, buffer: ArrayBufferLike): boolean =>
  isNode(tree) ? Object.values(tree.parts).some((part) => holds(part, buffer)) : tree.data.buffer === buffer;

function codecsIn({ weights }: Outline): Set<string> {
  const ids = new Set<string>();
  const visit = (tree: Outline['weights'][string]): void => {
    if (!isNode(tree)) return;
    ids.add(tree.codec);
    Object.values(tree.parts).forEach(visit);
  };
  Object.values(weights).forEach(visit);
  return ids;
}
