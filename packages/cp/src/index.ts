/**
 * CP: the kernel of a convolution as a sum of products of vectors.
 * @module
 */
export { type CpParts, cp } from './cp.ts';
export type { CpOptions } from './cp-options.ts';
export type { CpHeader } from './layout.ts';
