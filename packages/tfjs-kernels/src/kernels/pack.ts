import { byParts } from '../heap/by-parts.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/** Tensors as the entries of a new axis, complex ones as well. */
export const pack: HeapKernel = byParts('Pack');
