/**
 * Low displacement rank: Toeplitz-like matrices, and such with operators that are learned.
 * @module
 */

export type { Operators, ToeplitzHeader } from './form.ts';
export { toeplitz } from './toeplitz.ts';
export type { ToeplitzParts } from './toeplitz-decoder.ts';
export type { ToeplitzOptions } from './toeplitz-options.ts';
