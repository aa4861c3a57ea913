/**
 * Uniform quantisation to 1 to 16 bits, and half precision.
 * @module
 */
export type { QuantizeParts } from './encode.ts';
export type { QuantizeHeader } from './level-view.ts';
export { quantize } from './quantize.ts';
export type { QuantizeOptions } from './quantize-options.ts';
