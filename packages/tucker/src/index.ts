/**
 * Tucker-2: the kernel of a convolution as a small one between two matrices of channels.
 * @module
 */
export type { TuckerHeader } from './layout-from.ts';
export type { Ranks } from './ranks.ts';
export { tucker } from './tucker.ts';
export type { TuckerParts } from './tucker-decoder.ts';
export type { TuckerOptions, TuckerRank } from './tucker-options.ts';
