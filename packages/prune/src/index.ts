/**
 * Magnitude pruning: of single weights, of blocks, and of all but n in m, with compact positions.
 * @module
 */
export { densify } from './densify.ts';
export { type DsdOptions, type DsdPhase, dsd } from './dsd.ts';
export type { PruneHeader } from './elements-at.ts';
export { gradualSparsity } from './gradual-sparsity.ts';
export { prune } from './prune.ts';
export type { PruneParts } from './prune-decoder.ts';
export type { PruneOptions } from './prune-options.ts';
