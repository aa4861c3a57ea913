import { byParts } from '../by-parts.ts';
import type { HeapKernel } from '../heap-kernel.ts';

/** The difference of two tensors, complex ones as well. */
export const sub: HeapKernel = byParts('Sub');
