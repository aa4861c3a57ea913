import { type Codec, defineCodec, sizeOf } from '@tensorpress/core';
import type { SvdHeader } from './column-blocks.ts';
import { factorBlocks } from './factor-blocks.ts';
import { type SvdParts, svdDecoder } from './svd-decoder.ts';
import { optionSpecs, type SvdOptions, truncationFor } from './svd-options.ts';
import { matrixSides, unfold, unfoldingFor } from './unfold.ts';

/**
 * Makes two thin factors of each weight, whose product is the nearest to it of all of that rank. Both train.
 *
 * @see Xue, Li, Gong, "Restructuring of deep neural network acoustic models with singular value decomposition", Interspeech 2013
 */
export const svd: Codec<SvdOptions, 'f32', SvdParts, SvdHeader> = defineCodec({
  ...svdDecoder,
  options: optionSpecs,
  takes: ['f32'],

  plan({ shape }, { rank, unfolding, blocks }) {
    const [m, n] = matrixSides(shape, unfoldingFor(shape, unfolding));
    const width = n / blocks;
    const truncation = truncationFor(rank, m, width);
    if (shape.length < 2 || shape.length > 5) return 'is neither a matrix nor the kernel of a convolution';
    if (sizeOf(shape) === 0) return 'holds nothing';
    if (blocks > 1 && shape.length > 2) return 'is no matrix, so it is not cut into blocks';
    if (!Number.isInteger(width)) return `has ${n} columns, which are not ${blocks} blocks`;
    // Where the values decide, ranks are at most what makes factors smaller, and at least 1.
    const sum = blocks * ('rank' in truncation ? truncation.rank : 1);
    if (!isSmaller(sum, m, n, width)) return notSmaller([sum / blocks], m, width);
    const most = 'rank' in truncation ? sum : Math.ceil((m * n) / (m + width)) - 1;
    return { u: { dtype: 'f32', shape: [m, most] }, v: { dtype: 'f32', shape: [most, width] } };
  },

  async encode(tensor, { rank, unfolding: wanted, blocks, workers }, { seed = 0, signal }) {
    const unfolding = unfoldingFor(tensor.shape, wanted);
    const [m, n] = matrixSides(tensor.shape, unfolding);
    const width = n / blocks;
    const how = { seed, workers, ...(signal && { signal }) };
    const factors = await factorBlocks(unfold(tensor, unfolding), m, n, blocks, truncationFor(rank, m, width), how);
    const { u, v, ranks, norm } = factors;
    const sum = ranks.reduce((a, b) => a + b);
    if (!isSmaller(sum, m, n, width)) return notSmaller(ranks, m, width);
    if (norm >= 2 ** 127) return 'holds values too large for sums of products';
    return {
      header: { ranks, ...(unfolding === 'spatial' && { unfolding }) },
      parts: { u: { dtype: 'f32', shape: [m, sum], data: u }, v: { dtype: 'f32', shape: [sum, width], data: v } },
    };
  },
});

/** Whether factors of ranks with this sum have fewer parameters than a matrix [m, n] of column blocks of this width. */
const isSmaller = (sum: number, m: number, n: number, width: number): boolean => sum * (m + width) < m * n;

const notSmaller = (ranks: readonly number[], m: number, n: number): string =>
  `rank ${ranks.join(', ')} would not be smaller than ${m} × ${n} dense`;
