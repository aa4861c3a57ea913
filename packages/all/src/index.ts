/**
 * Every tensorpress method and the default registry.
 * @module
 */
export { loaders } from './loaders.ts';
export { registry } from './registry.ts';
