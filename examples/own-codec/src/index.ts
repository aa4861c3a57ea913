/**
 * Weights as powers of two.
 * @module
 */
export { type OctavesOptions, type OctavesParts, octaves } from './octaves.ts';
