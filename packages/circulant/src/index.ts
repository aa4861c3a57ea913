/**
 * The `circulant` codec.
 * @module
 */
export { circulant } from './circulant.ts';
export type { CirculantParts } from './circulant-decoder.ts';
export type { CirculantOptions } from './circulant-options.ts';
export type { CirculantHeader } from './form.ts';
