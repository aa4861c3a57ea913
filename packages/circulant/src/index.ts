/**
 * The `circulant` codec.
 * @module
 */
export { type CirculantParts, circulant } from './circulant.ts';
export type { CirculantOptions } from './circulant-options.ts';
export type { CirculantHeader } from './form.ts';
