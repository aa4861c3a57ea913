import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';
import { axesOf } from '../windows/axes-of.ts';
import { explicitPadding } from '../windows/explicit-padding.ts';

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
