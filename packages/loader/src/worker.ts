/**
 * What a worker that decodes for pages consists of.
 * @module
 */
export { answerLoads } from './answer-loads.ts';
