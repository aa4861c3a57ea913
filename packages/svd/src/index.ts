/**
 * Low rank: each weight as the product of two thin factors.
 * @module
 */
export type { SvdHeader } from './column-blocks.ts';
export { svd } from './svd.ts';
export type { SvdParts } from './svd-decoder.ts';
export type { SvdOptions, SvdRank } from './svd-options.ts';
