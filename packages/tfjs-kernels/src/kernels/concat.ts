import { byParts } from '../heap/by-parts.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/** Tensors one after the other, complex ones as well. */
export const concat: HeapKernel = byParts('Concat');
