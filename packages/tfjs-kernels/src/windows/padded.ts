import type { TensorInfo } from '@tensorflow/tfjs';
import type { HeapKernel } from '../heap/heap-kernel.ts';
import { axesOf } from './axes-of.ts';
import { explicitPadding } from './explicit-padding.ts';

/**
 * What moves a window over images by the stock kernel, with all padding spelt out: it rounds the size of its result down whatever
 * `dimRoundingMode` says, where it counts more than was asked for it writes beyond its result, and by the name 'same' a convolution reads
 * the wrong places where a stride is greater than the filter.
 */
export const padded = (kernelName: string): HeapKernel => ({
  kernelName,
  stock: 'wrong',
  make: (_heap, stock) => (params) => {
    const { x, filter }: Record<string, TensorInfo | undefined> = params.inputs;
    if (!x || params.attrs?.dataFormat === 'NCHW') return stock(params);
    const pad = explicitPadding(axesOf(x.shape, filter?.shape ?? params.attrs?.filterSize, params.attrs));
    return stock({ ...params, attrs: { ...params.attrs, pad, dimRoundingMode: 'floor' } });
  },
});
