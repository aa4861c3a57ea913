/**
 * Loads .tpress files into TensorFlow.js in a browser: streamed, checked and cached.
 * @module
 */
export { LoadError } from './load-error.ts';
export { loadGraphModel } from './load-graph-model.ts';
export { loadLayersModel } from './load-layers-model.ts';
export type { LoadOptions, LoadProgress, LoadSource } from './load-options.ts';
