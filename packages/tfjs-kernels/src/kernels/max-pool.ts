import type { HeapKernel } from '../heap-kernel.ts';
import { padded } from '../padded.ts';

/** The greatest numbers in windows over images. */
export const maxPool: HeapKernel = padded('MaxPool');
