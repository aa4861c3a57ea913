import { axesOf } from '../axes-of.ts';
import { explicitPadding } from '../explicit-padding.ts';
import { gradientOf } from '../gradient-of.ts';
import type { OpGradient } from '../op-gradient.ts';

/** The gradient of `tf.maxPool`: each dy to the greatest number in its window. The stock gradient knows no `dimRoundingMode`. */
export const maxPool: OpGradient = gradientOf(
  'MaxPool',
  { inputsToSave: ['x'], outputsToSave: [true] },
  (tf, dy, [input, output], attrs) => ({
    x() {
      const { filterSize = 1, strides = 1 } = attrs;
      const pad = explicitPadding(axesOf(input!.shape, filterSize, attrs, dy.shape));
      return tf.engine().runKernel('MaxPoolGrad', { dy, input: input!, output: output! }, { filterSize, strides, pad });
    },
  }),
);
