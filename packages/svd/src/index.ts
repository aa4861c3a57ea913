/**
 * Low rank: each weight as the product of two thin factors.
 * @module
 */
export type { SvdHeader } from './column-blocks.ts';
export { type SvdParts, svd } from './svd.ts';
export type { SvdOptions, SvdRank } from './svd-options.ts';
