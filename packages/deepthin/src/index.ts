/**
 * Weights of full rank out of two thin factors, by another layout of their product.
 * @module
 */
export { deepthin } from './deepthin.ts';
export type { DeepthinParts } from './deepthin-decoder.ts';
export type { DeepthinOptions } from './deepthin-options.ts';
export type { DeepthinHeader } from './layout.ts';
