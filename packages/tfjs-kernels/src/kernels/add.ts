import { byParts } from '../heap/by-parts.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/** The sum of two tensors, complex ones as well. */
export const add: HeapKernel = byParts('Add');
