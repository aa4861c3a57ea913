import { gradientOf } from '../derivatives/gradient-of.ts';
import type { OpGradient } from '../derivatives/op-gradient.ts';
import { axesOf } from '../windows/axes-of.ts';
import { explicitPadding } from '../windows/explicit-padding.ts';
import { sharedInside } from '../windows/shared-inside.ts';

/**
 * The gradient of `tf.avgPool`: each dy in equal shares to what its window saw. The stock gradient gives shares to the padding as well, and
 * knows no `dimRoundingMode`.
 */
export const avgPool: OpGradient = gradientOf('AvgPool', { inputsToSave: ['x'] }, (tf, dy, [input], attrs) => ({
  x() {
    const { filterSize = 1, strides = 1 } = attrs;
    const axes = axesOf(input!.shape, filterSize, attrs, dy.shape);
    const inputs = { dy: sharedInside(tf, dy, axes), input: input! };
    return tf.engine().runKernel('AvgPoolGrad', inputs, { filterSize, strides, pad: explicitPadding(axes) });
  },
}));
