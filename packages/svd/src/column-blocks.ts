import { CodecError, type Ops } from '@tensorpress/core';
import { matrixSides } from './unfold.ts';

/** The rank of each column block, and how the tensor is a matrix if not by channels. */
export type SvdHeader = { readonly ranks: readonly number[]; readonly unfolding?: 'spatial' };

/**
 * The factors of each column block of the matrix of a tensor of such a shape, given those of all.
 * @throws CodecError if `svd` writes no such header for the shape; what `reshape` throws if the factors are of other sizes.
 */
export function columnBlocks<T>(
  ops: Ops<T>,
  { u, v }: { readonly u: T; readonly v: T },
  { ranks, unfolding }: SvdHeader,
  shape: readonly number[],
): (readonly [u: T, v: T])[] {
  if (!Array.isArray(ranks) || !ranks.every((rank) => Number.isSafeInteger(rank) && rank > 0))
    throw new CodecError(`svd: ranks must be positive integers, not ${JSON.stringify(ranks)}`);
  if (unfolding !== undefined && !(unfolding === 'spatial' && shape.length === 4))
    throw new CodecError(`svd: unfolding must be that of [${shape}], not ${JSON.stringify(unfolding)}`);
  const [m, n] = matrixSides(shape, unfolding ?? 'channel');
  const width = n / ranks.length;
  if (shape.length < 2 || m * n === 0 || !Number.isInteger(width) || (ranks.length > 1 && shape.length > 2))
    throw new CodecError(`svd: ranks must be those of column blocks of [${shape}], not ${JSON.stringify(ranks)}`);
  const sum = ranks.reduce((a, b) => a + b);
  const left = ops.reshape(u, [m, sum]);
  const right = ops.reshape(v, [sum, width]);
  if (ranks.length === 1) return [[left, right]];
  let at = 0;
  return ranks.map((rank) => {
    const from = at;
    at += rank;
    return [ops.slice(left, [0, from], [m, rank]), ops.slice(right, [from, 0], [rank, width])] as const;
  });
}

/** Column blocks side by side. */
export const joinBlocks = <T>(ops: Ops<T>, blocks: T[]): T => {
  const [block] = blocks;
  return block !== undefined && blocks.length === 1 ? block : ops.concat(blocks, 1);
};
