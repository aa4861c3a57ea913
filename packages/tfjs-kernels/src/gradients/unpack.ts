import type { OpGradient } from '../derivatives/op-gradient.ts';

/** Of a tensor taken apart along an axis, which may be of length 1. */
export const unpack: OpGradient = {
  kernelName: 'Unpack',
  make: (tf) => ({
    kernelName: 'Unpack',
    gradFunc: (dy, _, attrs) => ({ value: () => tf.stack([dy].flat(), Number(attrs.axis)) }),
  }),
};
