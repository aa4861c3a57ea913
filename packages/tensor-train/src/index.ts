/**
 * Tensor trains: each weight as a chain of small cores.
 * @module
 */
export type { TensorTrainHeader } from './layout.ts';
export type { Modes } from './modes.ts';
export { round } from './round.ts';
export { tensorTrain } from './tensor-train.ts';
export type { TensorTrainOptions, TensorTrainRank } from './tensor-train-options.ts';
export type { TensorTrainParts } from './train.ts';
