import type { HeapKernel } from '../heap/heap-kernel.ts';
import { padded } from '../windows/padded.ts';

/** The means of windows over images, of what is inside. */
export const avgPool: HeapKernel = padded('AvgPool');
