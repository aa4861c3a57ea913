import type { HeapKernel } from '../heap-kernel.ts';
import { padded } from '../padded.ts';

/** The means of windows over images, of what is inside. */
export const avgPool: HeapKernel = padded('AvgPool');
