import { fourierKernel } from '../fourier/fourier-kernel.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/** The inverse of the discrete Fourier transform along the last axis, of any length. */
export const ifft: HeapKernel = fourierKernel('IFFT', true);
