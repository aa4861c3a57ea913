/**
 * Every tensorpress method and the default registry.
 * @module
 */
export { decoderLoaders } from './decoder-loaders.ts';
export { decoders } from './decoders.ts';
export { loaders } from './loaders.ts';
export { registry } from './registry.ts';
