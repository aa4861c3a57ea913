import { byParts } from '../heap/by-parts.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/** The difference of two tensors, complex ones as well. */
export const sub: HeapKernel = byParts('Sub');
