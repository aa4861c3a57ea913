import type { HeapKernel } from '../heap/heap-kernel.ts';
import { padded } from '../windows/padded.ts';

/** The greatest numbers in windows over images. */
export const maxPool: HeapKernel = padded('MaxPool');
