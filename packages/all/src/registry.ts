import { createRegistry, type Registry } from '@tensorpress/core';
import { loaders } from './loaders.ts';

/** Finds every method of tensorpress. */
export const registry: Registry = createRegistry(loaders);
