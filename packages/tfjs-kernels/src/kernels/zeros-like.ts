import { byParts } from '../heap/by-parts.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/** Zeros in the shape and the type of a tensor, also of a complex one. */
export const zerosLike: HeapKernel = byParts('ZerosLike');
