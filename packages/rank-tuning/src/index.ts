/**
 * Find the smallest size of each weight at which a model stays good enough.
 * @module
 */
export type { Search } from './lowest.ts';
export { type Better, type Point, paretoFront } from './pareto-front.ts';
export { rankTuning } from './rank-tuning.ts';
export type { Candidates, EvaluationCache, RankTuningOptions, Strategy } from './rank-tuning-options.ts';
export { type TunedModel, tuneRanks } from './tune-ranks.ts';
