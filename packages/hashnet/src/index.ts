/**
 * Weights that are shared at random, by hashing.
 * @module
 */
export type { HashnetHeader } from './hash-indices.ts';
export { type HashnetParts, hashnet } from './hashnet.ts';
export type { HashnetOptions } from './hashnet-options.ts';
