import { CodecError } from '@tensorpress/core';
import { type KernelSides, kernelSides } from './kernel-sides.ts';
import type { Ranks } from './ranks.ts';

/** What else decoding has to know. */
export type TuckerHeader = { readonly ranks: Ranks };

/** The sizes of a kernel with the ranks of its parts. */
export interface Layout {
  readonly sides: KernelSides;
  readonly ranks: Ranks;
}

/**
 * The layout of a kernel of such a shape.
 * @throws CodecError if `tucker` writes no such header for the shape
 */
export function layoutFrom(shape: readonly number[], { ranks }: TuckerHeader): Layout {
  const sides = kernelSides(shape);
  if (typeof sides === 'string') throw new CodecError(`tucker: the shape must be that of a kernel, not [${shape}]`);
  const most = [sides.inputs, sides.outputs];
  const isRank = (rank: unknown, i: number) => Number.isInteger(rank) && Number(rank) > 0 && Number(rank) <= most[i]!;
  if (!Array.isArray(ranks) || ranks.length !== 2 || !ranks.every(isRank))
    throw new CodecError(`tucker: ranks must be those of [${shape}], not ${JSON.stringify(ranks)}`);
  return { sides, ranks };
}
