import { OptionError } from '@tensorpress/core';
import type { MultiHashOptions } from './multi-hash-options.ts';

/** The sizes of the factors of a pool: v [n, rank] and u [rank, n]. */
export interface PoolSizes {
  readonly n: number;
  readonly rank: number;
}

/**
 * The factors of the pool of so many elements, at least 1. A fraction becomes the largest rank that takes no more, or else 1.
 * @throws OptionError if the rank is nothing that the option may be.
 */
export const sizesFor = (size: number, options: MultiHashOptions): PoolSizes => sizesAs(size, options, 0, Math.floor);

/**
 * Factors for so many elements such that those for several tensors, each alone, are together no smaller than those of their pool.
 * @throws OptionError if the rank is nothing that the option may be.
 */
export const boundFor = (size: number, options: MultiHashOptions): PoolSizes => sizesAs(size, options, 1, Math.ceil);

function sizesAs(
  size: number,
  { rank, pool }: MultiHashOptions,
  more: number,
  round: (rank: number) => number,
): PoolSizes {
  const whole = Number.isSafeInteger(rank) && rank > 0;
  if (!whole && !(rank > 0 && rank < 1))
    throw new OptionError(`multi-hash: rank must be a positive integer or a fraction below 1, not ${rank}`);
  // The pool is square, [n, n] or [d², d²].
  const power = pool === 'kronecker' ? 4 : 2;
  let side = Math.floor(size ** (1 / power));
  while (side ** power < size) side++;
  const wanted = whole ? rank : Math.max(1, round((rank * size) / (2 * side ** (power / 2))));
  const n = (side + more) ** (power / 2);
  return { n, rank: Math.min(wanted, n) };
}
