/**
 * CP: the kernel of a convolution as a sum of products of vectors.
 * @module
 */
export { cp } from './cp.ts';
export type { CpParts } from './cp-decoder.ts';
export type { CpOptions } from './cp-options.ts';
export type { CpHeader } from './layout.ts';
