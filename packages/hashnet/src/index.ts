/**
 * Weights that are shared at random, by hashing.
 * @module
 */
export type { HashnetHeader } from './hash-indices.ts';
export { hashnet } from './hashnet.ts';
export type { HashnetParts } from './hashnet-decoder.ts';
export type { HashnetOptions } from './hashnet-options.ts';
