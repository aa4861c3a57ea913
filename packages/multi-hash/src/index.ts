/**
 * Weights that share: all of a model are slices of one pool, the product of two thin factors.
 * @module
 */
export { multiHash } from './multi-hash.ts';
export type { MultiHashOptions } from './multi-hash-options.ts';
export type { MultiHashHeader, MultiHashParts } from './slice-pool.ts';
