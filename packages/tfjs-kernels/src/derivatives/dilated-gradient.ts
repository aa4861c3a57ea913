import { type Dilated, dilatedGradients, isDilated } from './dilated-gradients.ts';
import type { OpGradient } from './op-gradient.ts';

/** The gradient of a convolution, with dilations as well. */
export const dilatedGradient = (kernelName: Dilated['kernelName']): OpGradient => ({
  kernelName,
  make: (tf, stock) => ({
    kernelName,
    inputsToSave: ['x', 'filter'],
    gradFunc(dy, saved, attrs) {
      const [x, filter] = saved;
      if (stock && !isDilated(attrs)) return stock.gradFunc(dy, saved, attrs);
      return { ...dilatedGradients(tf, { kernelName, x: x!, filter: filter!, attrs }, [dy].flat()[0]!) };
    },
  }),
});
