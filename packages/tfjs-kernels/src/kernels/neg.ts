import { byParts } from '../heap/by-parts.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/** The negative of a tensor, also of a complex one. */
export const neg: HeapKernel = byParts('Neg');
