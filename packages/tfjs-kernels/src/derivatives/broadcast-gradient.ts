import type { OpGradient } from './op-gradient.ts';
import { summedTo } from './summed-to.ts';

/** The stock gradient of a kernel of two tensors `a` and `b`, summed over the axes along which either was repeated. */
export const broadcastGradient = (kernelName: string): OpGradient => ({
  kernelName,
  make: (tf, stock) => ({
    kernelName,
    inputsToSave: ['a', 'b'],
    gradFunc(dy, saved, attrs) {
      if (!stock)
        throw new TypeError(`${kernelName}: TensorFlow.js has no gradient to build on: import @tensorflow/tfjs`);
      const [a, b] = saved;
      const gradients = stock.gradFunc(dy, saved, attrs);
      return {
        a: () => summedTo(tf, gradients.a!(), a!.shape),
        b: () => summedTo(tf, gradients.b!(), b!.shape),
      };
    },
  }),
});
