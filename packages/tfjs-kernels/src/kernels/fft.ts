import { fourierKernel } from '../fourier/fourier-kernel.ts';
import type { HeapKernel } from '../heap/heap-kernel.ts';

/** The discrete Fourier transform along the last axis, of any length. */
export const fft: HeapKernel = fourierKernel('FFT', false);
